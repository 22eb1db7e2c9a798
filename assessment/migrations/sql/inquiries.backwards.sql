DROP POLICY practice_isolation ON assessment_inquiry;
DROP POLICY practice_isolation ON assessment_inquirystep;
ALTER TABLE assessment_inquiry NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_inquirystep NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_inquirystep
    DROP CONSTRAINT assessment_inquirystep_inquiry_id_same_practice,
    DROP CONSTRAINT assessment_inquirystep_consultation_id_same_practice,
    DROP CONSTRAINT assessment_inquirystep_recorded_by_id_same_practice;
ALTER TABLE assessment_inquiry
    DROP CONSTRAINT assessment_inquiry_episode_id_same_practice,
    DROP CONSTRAINT assessment_inquiry_consultation_id_same_practice,
    DROP CONSTRAINT assessment_inquiry_decision_id_same_practice,
    DROP CONSTRAINT assessment_inquiry_taper_id_same_practice,
    DROP CONSTRAINT assessment_inquiry_doctor_id_same_practice,
    DROP CONSTRAINT assessment_inquiry_recorded_by_id_same_practice;
GRANT UPDATE, DELETE ON assessment_inquiry, assessment_inquirystep TO smertekompas_app;
