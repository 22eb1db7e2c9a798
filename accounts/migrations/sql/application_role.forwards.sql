-- The role that the web process works as. It owns nothing; roles are cluster-wide, so it may exist already.
DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'smertekompas_app') THEN
        BEGIN
            CREATE ROLE smertekompas_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- another database of this cluster is migrated at the same time
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'smertekompas_app', 'USAGE') THEN
        EXECUTE format('GRANT smertekompas_app TO %I', current_user);
    END IF;
END $do$;

-- What it may do with the tables of today, and with those that later migrations make.
GRANT USAGE ON SCHEMA public TO smertekompas_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO smertekompas_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO smertekompas_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO smertekompas_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO smertekompas_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM smertekompas_app;
