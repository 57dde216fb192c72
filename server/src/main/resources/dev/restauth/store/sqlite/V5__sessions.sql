-- A log-in and all tokens that stem from it; gone when it has ended.
CREATE TABLE session (
  id TEXT NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id),
  generation INTEGER NOT NULL,
  method TEXT NOT NULL,
  authenticated_at INTEGER NOT NULL,
  renewed_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT,
  -- Until when the token of another application counts that it began with.
  adopted_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX session_of_account ON session (account_id, authenticated_at);
CREATE INDEX session_by_end ON session (ends_at);

-- Sessions that ended before their tokens did; kept until those have.
CREATE TABLE revoked_session (
  session_id TEXT NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id),
  tokens_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX revoked_session_of_account ON revoked_session (account_id);
CREATE INDEX revoked_session_by_end ON revoked_session (tokens_until);

-- The refresh tokens of a session, as digests. The current one also under a key that only who has the
-- previous one can derive.
CREATE TABLE refresh_token (
  family BLOB NOT NULL PRIMARY KEY,
  session_id TEXT NOT NULL UNIQUE REFERENCES session (id) ON DELETE CASCADE,
  current_digest BLOB NOT NULL,
  previous_digest BLOB,
  rotated_at INTEGER,
  sealed_current BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_token_sealed ON refresh_token (rotated_at) WHERE sealed_current IS NOT NULL;

-- Keys of services that ask this one; digests.
CREATE TABLE service_key (
  name TEXT NOT NULL PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
  created_at INTEGER NOT NULL
) STRICT;

-- From when on a key signs, and how long the longest token that it signed was valid, in seconds.
ALTER TABLE signing_key ADD COLUMN signs_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE signing_key ADD COLUMN longest_token INTEGER NOT NULL DEFAULT 86400;
UPDATE signing_key SET signs_from = created_at;
