-- From where accounts were logged in to; digests, not addresses.
CREATE TABLE known_address (
  digest BYTEA NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  seen_at BIGINT NOT NULL
);

CREATE INDEX known_address_of_account ON known_address (account_id, seen_at);
