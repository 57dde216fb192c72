-- Where accounts came from, and until when tokens that were handed out there are accepted.
CREATE TABLE adopted_source (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  token_algorithm TEXT,
  sealed_token_key BLOB,
  tokens_until INTEGER
) STRICT;

-- Secrets that the hashes of a source share, such as a pepper, under the master key.
CREATE TABLE hash_secret (
  name TEXT NOT NULL PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;

-- Kind of a hash that another system made; none for those of this program.
ALTER TABLE account ADD COLUMN foreign_kind TEXT;
ALTER TABLE account ADD COLUMN source_id INTEGER REFERENCES adopted_source (id);
-- What the source calls the account.
ALTER TABLE account ADD COLUMN source_key TEXT;
ALTER TABLE account ADD COLUMN email TEXT;

CREATE INDEX account_of_foreign_kind ON account (foreign_kind, id) WHERE foreign_kind IS NOT NULL;
CREATE UNIQUE INDEX account_of_source ON account (source_id, source_key) WHERE source_id IS NOT NULL;
