ALTER TABLE referrals_referral
    DROP CONSTRAINT referrals_referral_episode_id_same_practice,
    DROP CONSTRAINT referrals_referral_prepared_by_id_same_practice,
    DROP CONSTRAINT referrals_referral_replaces_id_same_practice;

ALTER TABLE referrals_letter
    DROP CONSTRAINT referrals_letter_referral_id_same_practice,
    DROP CONSTRAINT referrals_letter_created_by_id_same_practice,
    DROP CONSTRAINT referrals_letter_signed_by_id_same_practice,
    DROP CONSTRAINT referrals_letter_handed_over_by_id_same_practice;

ALTER TABLE referrals_letterwithdrawal
    DROP CONSTRAINT referrals_letterwithdrawal_letter_id_same_practice,
    DROP CONSTRAINT referrals_letterwithdrawal_withdrawn_by_id_same_practice;

ALTER TABLE referrals_letterhandout
    DROP CONSTRAINT referrals_letterhandout_letter_id_same_practice,
    DROP CONSTRAINT referrals_letterhandout_handed_out_by_id_same_practice;

ALTER TABLE referrals_referralevent
    DROP CONSTRAINT referrals_referralevent_referral_id_same_practice,
    DROP CONSTRAINT referrals_referralevent_letter_id_same_practice,
    DROP CONSTRAINT referrals_referralevent_recorded_by_id_same_practice;

ALTER TABLE referrals_waitingstepdone
    DROP CONSTRAINT referrals_waitingstepdone_referral_id_same_practice,
    DROP CONSTRAINT referrals_waitingstepdone_done_by_id_same_practice;
