-- The address of an account that its owner has confirmed, in the form in which addresses are compared. Addresses that
-- nobody has confirmed, such as adopted ones, may be shared by accounts; these may not.
ALTER TABLE account ADD COLUMN verified_email TEXT;

CREATE UNIQUE INDEX account_by_verified_email ON account (verified_email) WHERE verified_email IS NOT NULL;

-- Codes that were mailed, as digests. Without an account the row is a decoy: nobody can see from outside whether an
-- account has an address.
CREATE TABLE one_time_code (
  request TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  account_id BIGINT REFERENCES account (id),
  generation BIGINT NOT NULL,
  address TEXT,
  code_digest BYTEA NOT NULL,
  link_digest BYTEA NOT NULL,
  tries BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  code_until BIGINT NOT NULL,
  link_until BIGINT NOT NULL
);

CREATE INDEX one_time_code_by_account ON one_time_code (account_id, purpose) WHERE account_id IS NOT NULL;
CREATE INDEX one_time_code_by_end ON one_time_code (link_until);
