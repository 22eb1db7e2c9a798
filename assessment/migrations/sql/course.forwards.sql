-- How an episode goes is only added to, refers to its own practice, and does not exist for another.
REVOKE UPDATE, DELETE, TRUNCATE ON assessment_episodestatus, assessment_contactattempt FROM smertekompas_app;

ALTER TABLE assessment_episodestatus
    ADD CONSTRAINT assessment_episodestatus_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_episodestatus_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_episodestatus ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_episodestatus FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON assessment_episodestatus
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);

ALTER TABLE assessment_contactattempt
    ADD CONSTRAINT assessment_contactattempt_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_contactattempt_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_contactattempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_contactattempt FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON assessment_contactattempt
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);
