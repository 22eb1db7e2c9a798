ALTER TABLE accounts_accesslogentry
    DROP CONSTRAINT accounts_accesslogentry_staff_id_same_practice;
