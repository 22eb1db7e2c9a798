DO $do$
DECLARE
    kept_apart text;
BEGIN
    FOREACH kept_apart IN ARRAY ARRAY[
        'accounts_accesslogentry'
    ]
    LOOP
        EXECUTE format('DROP POLICY practice_isolation ON %I', kept_apart);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', kept_apart);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', kept_apart);
    END LOOP;
END $do$;
