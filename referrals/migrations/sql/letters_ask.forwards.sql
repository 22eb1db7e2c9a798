-- The question that a letter was handed over with is of its own practice; who handed it over stands there.
ALTER TABLE referrals_letter
    DROP CONSTRAINT referrals_letter_handed_over_by_id_same_practice,
    ADD CONSTRAINT referrals_letter_inquiry_id_same_practice
        FOREIGN KEY (practice_id, inquiry_id) REFERENCES assessment_inquiry (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;
