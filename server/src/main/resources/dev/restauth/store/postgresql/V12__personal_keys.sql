-- Personal keys, by their digests. A key is the session of the tokens that are issued for it. The owner is told of
-- its end at tell_at; NULL if that was done, or is not wanted.
CREATE TABLE personal_key (
  id TEXT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  digest BYTEA NOT NULL UNIQUE,
  name TEXT NOT NULL,
  start TEXT NOT NULL,
  scope TEXT NOT NULL,
  organization_id TEXT,
  created_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  last_used_at BIGINT,
  tell_at BIGINT
);

CREATE INDEX personal_key_of_account ON personal_key (account_id, created_at);
CREATE INDEX personal_key_by_end ON personal_key (ends_at);
CREATE INDEX personal_key_to_tell ON personal_key (tell_at) WHERE tell_at IS NOT NULL;

-- Accounts of programs: nobody logs in to them, and administrators make their keys. The owner gets their mails.
CREATE TABLE service_account (
  account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
  owner_id BIGINT REFERENCES account (id)
);

CREATE INDEX service_account_by_owner ON service_account (owner_id) WHERE owner_id IS NOT NULL;

-- Slugs in the order of their bytes, whatever the collation of the database: pages of slugs with a prefix are ranges.
CREATE INDEX organization_by_slug_bytes ON organization (slug COLLATE "C");
