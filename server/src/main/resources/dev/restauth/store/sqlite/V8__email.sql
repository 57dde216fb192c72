-- The address of an account that its owner has confirmed, in the form in which addresses are compared. Addresses that
-- nobody has confirmed, such as adopted ones, may be shared by accounts; these may not.
ALTER TABLE account ADD COLUMN verified_email TEXT;

CREATE UNIQUE INDEX account_by_verified_email ON account (verified_email) WHERE verified_email IS NOT NULL;

-- Codes that were mailed, as digests. Without an account the row is a decoy: nobody can see from outside whether an
-- account has an address.
CREATE TABLE one_time_code (
  request TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  account_id INTEGER REFERENCES account (id),
  generation INTEGER NOT NULL,
  address TEXT,
  code_digest BLOB NOT NULL,
  link_digest BLOB NOT NULL,
  tries INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  code_until INTEGER NOT NULL,
  link_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX one_time_code_by_account ON one_time_code (account_id, purpose) WHERE account_id IS NOT NULL;
CREATE INDEX one_time_code_by_end ON one_time_code (link_until);
