CREATE TABLE note (
  account_id BIGINT NOT NULL REFERENCES account (id),
  number BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  written_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, number)
);
