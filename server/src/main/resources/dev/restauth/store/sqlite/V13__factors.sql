-- Whether an account has a second factor: then a password alone opens nothing.
ALTER TABLE account ADD COLUMN factor INTEGER NOT NULL DEFAULT 0;

-- Secrets of authenticator apps, sealed. A step of 30 seconds counts once: only a later one than last_step is good.
CREATE TABLE totp (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES account (id),
  secret BLOB NOT NULL,
  algorithm TEXT NOT NULL,
  digits INTEGER NOT NULL,
  period INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_code (
  account_id INTEGER NOT NULL REFERENCES account (id),
  digest BLOB NOT NULL,
  PRIMARY KEY (account_id, digest)
) STRICT, WITHOUT ROWID;

-- Wrong codes behind a right password, from known addresses (1) and from others (0). The next one is looked at once
-- free_at is near enough.
CREATE TABLE factor_failure (
  account_id INTEGER NOT NULL REFERENCES account (id),
  known INTEGER NOT NULL,
  wrong INTEGER NOT NULL,
  free_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, known)
) STRICT, WITHOUT ROWID;

CREATE INDEX factor_failure_by_time ON factor_failure (free_at);

-- Log-ins after a first proof, by the digests of their challenges.
CREATE TABLE login_attempt (
  digest BLOB NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id),
  generation INTEGER NOT NULL,
  methods TEXT NOT NULL,
  proved_at INTEGER NOT NULL,
  session_id TEXT,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_attempt_of_account ON login_attempt (account_id);
CREATE INDEX login_attempt_by_end ON login_attempt (ends_at);
