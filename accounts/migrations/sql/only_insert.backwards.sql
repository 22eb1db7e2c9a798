GRANT UPDATE, DELETE ON
    accounts_accesslogentry,
    accounts_staffevent
TO smertekompas_app;
