CREATE TABLE note (
  account_id INTEGER NOT NULL REFERENCES account (id),
  number INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  written_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, number)
) STRICT, WITHOUT ROWID;
