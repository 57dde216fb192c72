-- When recovery codes were made: those that a thief made go if a change of the address is undone.
ALTER TABLE recovery_code ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;

-- A log-in cannot become an enrolment, or the other way round. Those from known addresses (1) are limited apart.
ALTER TABLE login_attempt ADD COLUMN purpose TEXT NOT NULL DEFAULT 'login';
ALTER TABLE login_attempt ADD COLUMN known BIGINT NOT NULL DEFAULT 0;

-- Right passwords in a row without a right code.
CREATE TABLE half_login (
  account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
  logins BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);

CREATE INDEX half_login_by_time ON half_login (last_at);

-- The last time at which a mailbox set a password, and removed factors: it may not do both within some days.
CREATE TABLE mailbox_recovery (
  account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
  reset_at BIGINT,
  factors_removed_at BIGINT
);
