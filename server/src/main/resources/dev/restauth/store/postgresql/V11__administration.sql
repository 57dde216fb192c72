-- Names in the order of their bytes, whatever the collation of the database: pages of names with a prefix are ranges.
CREATE INDEX account_by_name_bytes ON account (username COLLATE "C");

-- Look-ups by e-mail address, confirmed or not: several accounts may share an adopted one.
CREATE INDEX account_by_email ON account (lower(email COLLATE "C"), id) WHERE email IS NOT NULL;

-- The accounts that have a role, page by page.
CREATE INDEX account_role_by_holder ON account_role (role, account_id);
