-- What a doctor has seen is only added to, refers to its own practice, and does not exist for another.
REVOKE UPDATE, DELETE, TRUNCATE ON assessment_doctorsight FROM smertekompas_app;

ALTER TABLE assessment_doctorsight
    ADD CONSTRAINT assessment_doctorsight_response_id_same_practice
        FOREIGN KEY (practice_id, response_id) REFERENCES assessment_adviceresponse (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_doctorsight_seen_by_id_same_practice
        FOREIGN KEY (practice_id, seen_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_doctorsight ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_doctorsight FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON assessment_doctorsight
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);
