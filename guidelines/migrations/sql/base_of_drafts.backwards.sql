-- The column goes; nothing else knew of it.
SELECT 1;
