-- The role itself stays: other databases of the cluster may use it.
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM smertekompas_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM smertekompas_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM smertekompas_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM smertekompas_app;
REVOKE ALL ON SCHEMA public FROM smertekompas_app;
