-- A reference that carries the practice: another practice's id cannot be referenced.
ALTER TABLE assessment_patient
    ADD CONSTRAINT assessment_patient_registered_by_id_same_practice
        FOREIGN KEY (practice_id, registered_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_episode
    ADD CONSTRAINT assessment_episode_patient_id_same_practice
        FOREIGN KEY (practice_id, patient_id) REFERENCES assessment_patient (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_episode_started_by_id_same_practice
        FOREIGN KEY (practice_id, started_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_consultation
    ADD CONSTRAINT assessment_consultation_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_consultation_opened_by_id_same_practice
        FOREIGN KEY (practice_id, opened_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_consultation_ended_by_id_same_practice
        FOREIGN KEY (practice_id, ended_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_answer
    ADD CONSTRAINT assessment_answer_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_answer_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_answer_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_treatment
    ADD CONSTRAINT assessment_treatment_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_treatment_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_treatment_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_adviceresponse
    ADD CONSTRAINT assessment_adviceresponse_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_adviceresponse_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_adviceresponse_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_questionnaireresponse
    ADD CONSTRAINT assessment_questionnaireresponse_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_questionnaireresponse_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_questionnaireresponse_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_careplan
    ADD CONSTRAINT assessment_careplan_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_careplan_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_careplan_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_printedcareplan
    ADD CONSTRAINT assessment_printedcareplan_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_printedcareplan_printed_by_id_same_practice
        FOREIGN KEY (practice_id, printed_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_taperplan
    ADD CONSTRAINT assessment_taperplan_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_taperplan_consultation_id_same_practice
        FOREIGN KEY (practice_id, consultation_id) REFERENCES assessment_consultation (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_taperplan_treatment_id_same_practice
        FOREIGN KEY (practice_id, treatment_id) REFERENCES assessment_treatment (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_taperplan_follows_up_id_same_practice
        FOREIGN KEY (practice_id, follows_up_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_taperplan_approved_by_id_same_practice
        FOREIGN KEY (practice_id, approved_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_taperplan_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_taperstep
    ADD CONSTRAINT assessment_taperstep_plan_id_same_practice
        FOREIGN KEY (practice_id, plan_id) REFERENCES assessment_taperplan (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_taperstep_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_textsnippet
    ADD CONSTRAINT assessment_textsnippet_created_by_id_same_practice
        FOREIGN KEY (practice_id, created_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_textsnippet_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;
