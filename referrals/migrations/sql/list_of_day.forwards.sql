-- The list of the day belongs to its practice, refers within it, and does not exist for another.
ALTER TABLE referrals_listofday ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_listofday FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON referrals_listofday
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);

ALTER TABLE referrals_listplace
    ADD CONSTRAINT referrals_listplace_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE referrals_listplace ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_listplace FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON referrals_listplace
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);
