-- SQLite compares names by their bytes already: the index on names serves pages of names with a prefix.

-- Look-ups by e-mail address, confirmed or not: several accounts may share an adopted one.
CREATE INDEX account_by_email ON account (lower(email), id) WHERE email IS NOT NULL;
