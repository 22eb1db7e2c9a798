ALTER TABLE accounts_keptform DROP CONSTRAINT kept_form_size;
DROP POLICY person_isolation ON accounts_keptform;
ALTER TABLE accounts_keptform NO FORCE ROW LEVEL SECURITY;
ALTER TABLE accounts_keptform DISABLE ROW LEVEL SECURITY;
