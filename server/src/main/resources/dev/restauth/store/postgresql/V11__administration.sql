-- Names in the order of their bytes, whatever the collation of the database: pages of names with a prefix are ranges.
CREATE INDEX account_by_name_bytes ON account (username COLLATE "C");
