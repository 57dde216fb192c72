-- Whether an account has a second factor: then a password alone opens nothing.
ALTER TABLE account ADD COLUMN factor BIGINT NOT NULL DEFAULT 0;

-- Secrets of authenticator apps, sealed. A step of 30 seconds counts once: only a later one than last_step is good.
CREATE TABLE totp (
  account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
  secret BYTEA NOT NULL,
  algorithm TEXT NOT NULL,
  digits BIGINT NOT NULL,
  period BIGINT NOT NULL,
  last_step BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE recovery_code (
  account_id BIGINT NOT NULL REFERENCES account (id),
  digest BYTEA NOT NULL,
  PRIMARY KEY (account_id, digest)
);

-- Wrong codes behind a right password, from known addresses (1) and from others (0). The next one is looked at once
-- free_at is near enough.
CREATE TABLE factor_failure (
  account_id BIGINT NOT NULL REFERENCES account (id),
  known BIGINT NOT NULL,
  wrong BIGINT NOT NULL,
  free_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, known)
);

CREATE INDEX factor_failure_by_time ON factor_failure (free_at);

-- Log-ins after a first proof, by the digests of their challenges.
CREATE TABLE login_attempt (
  digest BYTEA NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  generation BIGINT NOT NULL,
  methods TEXT NOT NULL,
  proved_at BIGINT NOT NULL,
  session_id TEXT,
  ends_at BIGINT NOT NULL
);

CREATE INDEX login_attempt_of_account ON login_attempt (account_id);
CREATE INDEX login_attempt_by_end ON login_attempt (ends_at);
