DROP POLICY practice_isolation ON assessment_doctorsight;
ALTER TABLE assessment_doctorsight NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assessment_doctorsight DISABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_doctorsight
    DROP CONSTRAINT assessment_doctorsight_response_id_same_practice,
    DROP CONSTRAINT assessment_doctorsight_seen_by_id_same_practice;
GRANT UPDATE, DELETE ON assessment_doctorsight TO smertekompas_app;
