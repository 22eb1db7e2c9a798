ALTER TABLE referrals_letter
    DROP CONSTRAINT referrals_letter_inquiry_id_same_practice,
    ADD CONSTRAINT referrals_letter_handed_over_by_id_same_practice
        FOREIGN KEY (practice_id, handed_over_by_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;
