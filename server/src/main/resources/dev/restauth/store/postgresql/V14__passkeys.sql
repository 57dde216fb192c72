-- Replaced by the tables of passkeys.
SELECT 1;
