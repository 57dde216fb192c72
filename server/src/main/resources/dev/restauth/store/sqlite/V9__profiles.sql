-- What owners say of themselves, as one JSON object: display name, locale, the profile claims of OpenID Connect, attributes.
CREATE TABLE profile (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES account (id),
  members TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

-- Names that are not given out again, as keyed digests: an account's former name, which only that account may take
-- again, and the names of erased accounts, which belong to nobody.
CREATE TABLE retired_name (
  digest BLOB NOT NULL PRIMARY KEY,
  account_id INTEGER REFERENCES account (id),
  retired_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX retired_name_by_account ON retired_name (account_id) WHERE account_id IS NOT NULL;
