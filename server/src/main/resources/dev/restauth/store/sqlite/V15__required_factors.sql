-- When recovery codes were made: those that a thief made go if a change of the address is undone.
ALTER TABLE recovery_code ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;

-- A log-in cannot become an enrolment, or the other way round. Those from known addresses (1) are limited apart.
ALTER TABLE login_attempt ADD COLUMN purpose TEXT NOT NULL DEFAULT 'login';
ALTER TABLE login_attempt ADD COLUMN known INTEGER NOT NULL DEFAULT 0;

-- Right passwords in a row without a right code.
CREATE TABLE half_login (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES account (id),
  logins INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX half_login_by_time ON half_login (last_at);

-- The last time at which a mailbox set a password, and removed factors: it may not do both within some days.
CREATE TABLE mailbox_recovery (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES account (id),
  reset_at INTEGER,
  factors_removed_at INTEGER
) STRICT, WITHOUT ROWID;
