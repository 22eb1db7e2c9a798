-- What is kept for one person does not exist for anyone else. What is too old may be deleted by everyone.
ALTER TABLE accounts_keptform ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_keptform FORCE ROW LEVEL SECURITY;
CREATE POLICY person_isolation ON accounts_keptform
    USING (
        user_id = NULLIF(current_setting('smertekompas.person', true), '')::uuid
        OR at < now() - interval '30 minutes'
    )
    WITH CHECK (user_id = NULLIF(current_setting('smertekompas.person', true), '')::uuid);
-- 64 kB in clear are less than 96 kB when ciphered.
ALTER TABLE accounts_keptform ADD CONSTRAINT kept_form_size CHECK (octet_length(sealed) <= 98304);
