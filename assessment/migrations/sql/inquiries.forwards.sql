-- What a doctor is asked, and what comes of it, is only added to, refers to its own practice, and does not exist for another.
REVOKE UPDATE, DELETE, TRUNCATE ON assessment_inquiry, assessment_inquirystep FROM smertekompas_app;

ALTER TABLE assessment_inquiry
    ADD CONSTRAINT assessment_inquiry_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_inquiry_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_inquiry_decision_id_same_practice
        FOREIGN KEY (practice_id, decision_id) REFERENCES assessment_adviceresponse (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_inquiry_taper_id_same_practice
        FOREIGN KEY (practice_id, taper_id) REFERENCES assessment_taperplan (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_inquiry_doctor_id_same_practice
        FOREIGN KEY (practice_id, doctor_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_inquiry_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_inquirystep
    ADD CONSTRAINT assessment_inquirystep_inquiry_id_same_practice
        FOREIGN KEY (practice_id, inquiry_id) REFERENCES assessment_inquiry (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_inquirystep_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_inquirystep_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

DO $do$
DECLARE
    kept_apart text;
BEGIN
    FOREACH kept_apart IN ARRAY ARRAY['assessment_inquiry', 'assessment_inquirystep']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', kept_apart);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', kept_apart);
        EXECUTE format(
            $policy$
            CREATE POLICY practice_isolation ON %I
                USING (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
                WITH CHECK (practice_id = NULLIF(current_setting('smertekompas.practice', true), '')::uuid)
            $policy$,
            kept_apart
        );
    END LOOP;
END $do$;
