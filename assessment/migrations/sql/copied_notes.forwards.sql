-- What was copied into the journal is only added to, refers to its own practice, and does not exist for another.
REVOKE UPDATE, DELETE, TRUNCATE ON assessment_copiednote FROM smertekompas_app;

ALTER TABLE assessment_copiednote
    ADD CONSTRAINT assessment_copiednote_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_copiednote_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_copiednote_copied_by_id_same_practice
        FOREIGN KEY (practice_id, copied_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_copiednote ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_copiednote FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON assessment_copiednote
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);
