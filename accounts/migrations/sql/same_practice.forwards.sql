-- A reference that carries the practice: another practice's id cannot be referenced.
ALTER TABLE accounts_accesslogentry
    ADD CONSTRAINT accounts_accesslogentry_staff_id_same_practice
        FOREIGN KEY (practice_id, staff_id) REFERENCES accounts_staff (practice_id, id)
        DEFERRABLE INITIALLY DEFERRED;
