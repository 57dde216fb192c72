-- From where accounts were logged in to; digests, not addresses.
CREATE TABLE known_address (
  digest BLOB NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id),
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX known_address_of_account ON known_address (account_id, seen_at);
