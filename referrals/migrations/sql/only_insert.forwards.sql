-- The application's role may add and read rows of these tables, and nothing else.
REVOKE UPDATE, DELETE, TRUNCATE ON
    referrals_letterwithdrawal,
    referrals_letterhandout,
    referrals_referralevent,
    referrals_waitingstepdone,
    referrals_referralfigure
FROM smertekompas_app;
