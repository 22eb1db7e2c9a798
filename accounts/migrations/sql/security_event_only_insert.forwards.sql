-- The application's role may add and read what happened at the door, and nothing else.
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_securityevent FROM smertekompas_app;
