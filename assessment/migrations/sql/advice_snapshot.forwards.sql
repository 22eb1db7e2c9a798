-- What the screen advised is only added to, refers to its own practice, and does not exist for another.
REVOKE UPDATE, DELETE, TRUNCATE ON assessment_advicesnapshot FROM smertekompas_app;

ALTER TABLE assessment_advicesnapshot
    ADD CONSTRAINT assessment_advicesnapshot_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_advicesnapshot ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_advicesnapshot FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_isolation ON assessment_advicesnapshot
    USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
    WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid);
