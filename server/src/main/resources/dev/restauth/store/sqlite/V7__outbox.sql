-- Messages to deliver outside of this database, such as mails. What they hold is sealed under the master key: the
-- recipient until the row is removed, the body until it has been delivered.
CREATE TABLE outbox (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  account_id INTEGER REFERENCES account (id),
  recipient_digest BLOB NOT NULL,
  network_digest BLOB,
  sealed_recipient BLOB NOT NULL,
  sealed_body BLOB,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'expired')),
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  leased_until INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  failure TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_by_due ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_recipient ON outbox (recipient_digest, created_at);
CREATE INDEX outbox_by_network ON outbox (network_digest, created_at) WHERE network_digest IS NOT NULL;
CREATE INDEX outbox_by_account ON outbox (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX outbox_by_time ON outbox (created_at);
CREATE INDEX outbox_of_decoys ON outbox (created_at) WHERE kind = 'decoy';
