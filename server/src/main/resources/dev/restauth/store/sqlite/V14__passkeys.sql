-- Passkeys: the public halves of credentials. The id is ours, credential_id the authenticator's. The user handle is that of
-- its creation; imported ones have that of their source.
CREATE TABLE passkey (
  id TEXT NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id),
  credential_id BLOB NOT NULL UNIQUE,
  user_handle BLOB NOT NULL,
  data BLOB NOT NULL,
  name TEXT NOT NULL,
  model TEXT NOT NULL,
  transports TEXT NOT NULL,
  counter INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  backup_eligible INTEGER NOT NULL,
  backed_up INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_of_account ON passkey (account_id, created_at);

-- Challenges that were used, until they would have ended: each is good once.
CREATE TABLE spent_challenge (
  digest BLOB NOT NULL PRIMARY KEY,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_challenge_by_end ON spent_challenge (ends_at);
