DROP POLICY practice_isolation ON assessment_episodestatus;
ALTER TABLE assessment_episodestatus NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assessment_episodestatus DISABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_episodestatus
    DROP CONSTRAINT assessment_episodestatus_episode_id_same_practice,
    DROP CONSTRAINT assessment_episodestatus_recorded_by_id_same_practice;
DROP POLICY practice_isolation ON assessment_contactattempt;
ALTER TABLE assessment_contactattempt NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assessment_contactattempt DISABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_contactattempt
    DROP CONSTRAINT assessment_contactattempt_episode_id_same_practice,
    DROP CONSTRAINT assessment_contactattempt_recorded_by_id_same_practice;
GRANT UPDATE, DELETE ON assessment_episodestatus, assessment_contactattempt TO smertekompas_app;
