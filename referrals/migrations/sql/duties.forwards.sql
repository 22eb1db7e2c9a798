-- Duties belong to their practice, refer within it, and do not exist for another. What is said of one is only added to.
REVOKE UPDATE, DELETE, TRUNCATE ON referrals_dutyact FROM smertekompas_app;

ALTER TABLE referrals_duty
    ADD CONSTRAINT referrals_duty_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_duty_owner_id_same_practice
        FOREIGN KEY (practice_id, owner_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE referrals_duty ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_duty FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON referrals_duty
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);

ALTER TABLE referrals_dutyact
    ADD CONSTRAINT referrals_dutyact_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_dutyact_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE referrals_dutyact ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_dutyact FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON referrals_dutyact
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);

ALTER TABLE referrals_dutyreckoning
    ADD CONSTRAINT referrals_dutyreckoning_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE referrals_dutyreckoning ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_dutyreckoning FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON referrals_dutyreckoning
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);
