ALTER TABLE assessment_patient
    DROP CONSTRAINT assessment_patient_registered_by_id_same_practice;

ALTER TABLE assessment_episode
    DROP CONSTRAINT assessment_episode_patient_id_same_practice,
    DROP CONSTRAINT assessment_episode_started_by_id_same_practice;

ALTER TABLE assessment_consultation
    DROP CONSTRAINT assessment_consultation_episode_id_same_practice,
    DROP CONSTRAINT assessment_consultation_opened_by_id_same_practice,
    DROP CONSTRAINT assessment_consultation_ended_by_id_same_practice;

ALTER TABLE assessment_answer
    DROP CONSTRAINT assessment_answer_episode_id_same_practice,
    DROP CONSTRAINT assessment_answer_consultation_id_same_practice,
    DROP CONSTRAINT assessment_answer_recorded_by_id_same_practice;

ALTER TABLE assessment_treatment
    DROP CONSTRAINT assessment_treatment_episode_id_same_practice,
    DROP CONSTRAINT assessment_treatment_consultation_id_same_practice,
    DROP CONSTRAINT assessment_treatment_recorded_by_id_same_practice;

ALTER TABLE assessment_adviceresponse
    DROP CONSTRAINT assessment_adviceresponse_episode_id_same_practice,
    DROP CONSTRAINT assessment_adviceresponse_consultation_id_same_practice,
    DROP CONSTRAINT assessment_adviceresponse_recorded_by_id_same_practice;

ALTER TABLE assessment_questionnaireresponse
    DROP CONSTRAINT assessment_questionnaireresponse_episode_id_same_practice,
    DROP CONSTRAINT assessment_questionnaireresponse_consultation_id_same_practice,
    DROP CONSTRAINT assessment_questionnaireresponse_recorded_by_id_same_practice;

ALTER TABLE assessment_careplan
    DROP CONSTRAINT assessment_careplan_episode_id_same_practice,
    DROP CONSTRAINT assessment_careplan_consultation_id_same_practice,
    DROP CONSTRAINT assessment_careplan_recorded_by_id_same_practice;

ALTER TABLE assessment_printedcareplan
    DROP CONSTRAINT assessment_printedcareplan_episode_id_same_practice,
    DROP CONSTRAINT assessment_printedcareplan_printed_by_id_same_practice;

ALTER TABLE assessment_taperplan
    DROP CONSTRAINT assessment_taperplan_episode_id_same_practice,
    DROP CONSTRAINT assessment_taperplan_consultation_id_same_practice,
    DROP CONSTRAINT assessment_taperplan_treatment_id_same_practice,
    DROP CONSTRAINT assessment_taperplan_follows_up_id_same_practice,
    DROP CONSTRAINT assessment_taperplan_approved_by_id_same_practice,
    DROP CONSTRAINT assessment_taperplan_recorded_by_id_same_practice;

ALTER TABLE assessment_taperstep
    DROP CONSTRAINT assessment_taperstep_plan_id_same_practice,
    DROP CONSTRAINT assessment_taperstep_recorded_by_id_same_practice;

ALTER TABLE assessment_textsnippet
    DROP CONSTRAINT assessment_textsnippet_created_by_id_same_practice,
    DROP CONSTRAINT assessment_textsnippet_recorded_by_id_same_practice;
