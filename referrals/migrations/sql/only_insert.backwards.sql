GRANT UPDATE, DELETE ON
    referrals_letterwithdrawal,
    referrals_letterhandout,
    referrals_referralevent,
    referrals_waitingstepdone,
    referrals_referralfigure
TO smertekompas_app;
