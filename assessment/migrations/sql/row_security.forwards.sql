-- Rows of another practice, and all rows without a practice, do not exist for anyone but a superuser.
DO $do$
DECLARE
    kept_apart text;
BEGIN
    FOREACH kept_apart IN ARRAY ARRAY[
        'assessment_patient',
        'assessment_patientevent',
        'assessment_episode',
        'assessment_consultation',
        'assessment_answer',
        'assessment_treatment',
        'assessment_treatmentevent',
        'assessment_adviceresponse',
        'assessment_questionnaireresponse',
        'assessment_questionnaireresponseevent',
        'assessment_careplan',
        'assessment_careplanevent',
        'assessment_printedcareplan',
        'assessment_taperplan',
        'assessment_taperplanevent',
        'assessment_taperstep',
        'assessment_taperstepevent',
        'assessment_textsnippet',
        'assessment_textsnippetevent'
    ]
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
