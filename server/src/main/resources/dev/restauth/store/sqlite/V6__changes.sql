-- What every process that shares this database has to hear of, numbered in the order of the commits.
CREATE TABLE change (
  number INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  value INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- One row, changed last in a transaction: whoever has it locked is the next to commit.
CREATE TABLE change_counter (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL
) STRICT;

INSERT INTO change_counter (id, number) VALUES (1, 0);

-- Log-ins that failed one after the other, once they are many; digests of who was meant.
CREATE TABLE login_failure (
  digest BLOB NOT NULL PRIMARY KEY,
  failed INTEGER NOT NULL,
  failed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_failure_by_time ON login_failure (failed_at);

-- Tokens of accounts that ended before they expired: those of generations before this one. Kept until the
-- last of them has expired.
CREATE TABLE revoked_generation (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES account (id),
  generation INTEGER NOT NULL,
  tokens_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX revoked_generation_by_end ON revoked_generation (tokens_until);

-- When those ended that there are already nobody knows: now, at the latest.
INSERT INTO revoked_generation (account_id, generation, tokens_until)
  SELECT id, generation, CAST(strftime('%s', 'now') AS INTEGER) * 1000000
    + (SELECT coalesce(max(longest_token), 86400) + 60 FROM signing_key) * 1000000
  FROM account WHERE generation > 1;

-- The schema version of the oldest program that may use this database.
INSERT INTO property (name, value) VALUES ('schema_floor', '6');
