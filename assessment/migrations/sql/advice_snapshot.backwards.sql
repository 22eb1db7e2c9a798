DROP POLICY practice_isolation ON assessment_advicesnapshot;
ALTER TABLE assessment_advicesnapshot NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assessment_advicesnapshot DISABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_advicesnapshot
    DROP CONSTRAINT assessment_advicesnapshot_consultation_id_same_practice;
GRANT UPDATE, DELETE ON assessment_advicesnapshot TO smertekompas_app;
