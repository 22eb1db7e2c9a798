-- The application's role may add and read rows of these tables, and nothing else.
REVOKE UPDATE, DELETE, TRUNCATE ON
    accounts_accesslogentry,
    accounts_staffevent
FROM smertekompas_app;
