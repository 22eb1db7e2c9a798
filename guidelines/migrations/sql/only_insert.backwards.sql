GRANT UPDATE, DELETE ON
    guidelines_releaseevent,
    guidelines_sourceevent
TO smertekompas_app;
