-- Passkeys: the public halves of credentials. The id is ours, credential_id the authenticator's. The user handle is that of
-- its creation; imported ones have that of their source.
CREATE TABLE passkey (
  id TEXT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  credential_id BYTEA NOT NULL UNIQUE,
  user_handle BYTEA NOT NULL,
  data BYTEA NOT NULL,
  name TEXT NOT NULL,
  model TEXT NOT NULL,
  transports TEXT NOT NULL,
  counter BIGINT NOT NULL,
  verified BIGINT NOT NULL,
  backup_eligible BIGINT NOT NULL,
  backed_up BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);

CREATE INDEX passkey_of_account ON passkey (account_id, created_at);

-- Challenges that were used, until they would have ended: each is good once.
CREATE TABLE spent_challenge (
  digest BYTEA NOT NULL PRIMARY KEY,
  ends_at BIGINT NOT NULL
);

CREATE INDEX spent_challenge_by_end ON spent_challenge (ends_at);
