DROP POLICY practice_isolation ON referrals_listofday;
ALTER TABLE referrals_listofday NO FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_listofday DISABLE ROW LEVEL SECURITY;
DROP POLICY practice_isolation ON referrals_listplace;
ALTER TABLE referrals_listplace NO FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_listplace DISABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_listplace
    DROP CONSTRAINT referrals_listplace_episode_id_same_practice;
