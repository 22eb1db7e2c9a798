DROP POLICY practice_isolation ON referrals_duty;
ALTER TABLE referrals_duty NO FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_duty DISABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_duty
    DROP CONSTRAINT referrals_duty_episode_id_same_practice,
    DROP CONSTRAINT referrals_duty_owner_id_same_practice;
DROP POLICY practice_isolation ON referrals_dutyact;
ALTER TABLE referrals_dutyact NO FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_dutyact DISABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_dutyact
    DROP CONSTRAINT referrals_dutyact_episode_id_same_practice,
    DROP CONSTRAINT referrals_dutyact_recorded_by_id_same_practice;
DROP POLICY practice_isolation ON referrals_dutyreckoning;
ALTER TABLE referrals_dutyreckoning NO FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_dutyreckoning DISABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_dutyreckoning
    DROP CONSTRAINT referrals_dutyreckoning_episode_id_same_practice;
GRANT UPDATE, DELETE ON referrals_dutyact TO smertekompas_app;
