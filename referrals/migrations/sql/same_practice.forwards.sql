-- A reference that carries the practice: another practice's id cannot be referenced.
-- Rows that are there already are looked up as the owner, from whom forced row security would hide every episode.
ALTER TABLE assessment_episode NO FORCE ROW LEVEL SECURITY;

ALTER TABLE referrals_referral
    ADD CONSTRAINT referrals_referral_episode_id_same_practice
        FOREIGN KEY (practice_id, episode_id) REFERENCES assessment_episode (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_referral_prepared_by_id_same_practice
        FOREIGN KEY (practice_id, prepared_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_referral_replaces_id_same_practice
        FOREIGN KEY (practice_id, replaces_id) REFERENCES referrals_referral (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE assessment_episode FORCE ROW LEVEL SECURITY;

ALTER TABLE referrals_letter
    ADD CONSTRAINT referrals_letter_referral_id_same_practice
        FOREIGN KEY (practice_id, referral_id) REFERENCES referrals_referral (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_letter_created_by_id_same_practice
        FOREIGN KEY (practice_id, created_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_letter_signed_by_id_same_practice
        FOREIGN KEY (practice_id, signed_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_letter_handed_over_by_id_same_practice
        FOREIGN KEY (practice_id, handed_over_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE referrals_letterwithdrawal
    ADD CONSTRAINT referrals_letterwithdrawal_letter_id_same_practice
        FOREIGN KEY (practice_id, letter_id) REFERENCES referrals_letter (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_letterwithdrawal_withdrawn_by_id_same_practice
        FOREIGN KEY (practice_id, withdrawn_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE referrals_letterhandout
    ADD CONSTRAINT referrals_letterhandout_letter_id_same_practice
        FOREIGN KEY (practice_id, letter_id) REFERENCES referrals_letter (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_letterhandout_handed_out_by_id_same_practice
        FOREIGN KEY (practice_id, handed_out_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE referrals_referralevent
    ADD CONSTRAINT referrals_referralevent_referral_id_same_practice
        FOREIGN KEY (practice_id, referral_id) REFERENCES referrals_referral (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_referralevent_letter_id_same_practice
        FOREIGN KEY (practice_id, letter_id) REFERENCES referrals_letter (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_referralevent_recorded_by_id_same_practice
        FOREIGN KEY (practice_id, recorded_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE referrals_waitingstepdone
    ADD CONSTRAINT referrals_waitingstepdone_referral_id_same_practice
        FOREIGN KEY (practice_id, referral_id) REFERENCES referrals_referral (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT referrals_waitingstepdone_done_by_id_same_practice
        FOREIGN KEY (practice_id, done_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;
