DROP POLICY practice_isolation ON assessment_copiednote;
ALTER TABLE assessment_copiednote NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assessment_copiednote DISABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_copiednote
    DROP CONSTRAINT assessment_copiednote_episode_id_same_practice,
    DROP CONSTRAINT assessment_copiednote_consultation_id_same_practice,
    DROP CONSTRAINT assessment_copiednote_copied_by_id_same_practice;
GRANT UPDATE, DELETE ON assessment_copiednote TO smertekompas_app;
