-- The application's role may add and read rows of these tables, and nothing else.
REVOKE UPDATE, DELETE, TRUNCATE ON
    guidelines_releaseevent,
    guidelines_sourceevent
FROM smertekompas_app;
