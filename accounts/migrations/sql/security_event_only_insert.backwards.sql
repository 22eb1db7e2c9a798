GRANT UPDATE, DELETE ON accounts_securityevent TO smertekompas_app;
