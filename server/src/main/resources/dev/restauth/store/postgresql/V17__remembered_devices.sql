-- Browsers that do not ask for the second factor, by the digests of their cookies. The row ends with its account's generation.
CREATE TABLE remembered_device (
  id TEXT NOT NULL PRIMARY KEY,
  digest BYTEA NOT NULL UNIQUE,
  account_id BIGINT NOT NULL REFERENCES account (id),
  generation BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT
);

CREATE INDEX remembered_device_of_account ON remembered_device (account_id, created_at);
CREATE INDEX remembered_device_by_end ON remembered_device (ends_at);

-- A new code looks for those of its account that wait to be redeemed; the redeemed ones stay for an hour.
CREATE INDEX authorization_code_unredeemed ON authorization_code (account_id, ends_at) WHERE session_id IS NULL;
