-- Not of the program: what a later version may do while nodes of this one run (docs/decisions/0016).
CREATE TABLE device (
  id BYTEA NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id)
);

ALTER TABLE account ADD COLUMN display_name TEXT;
ALTER TABLE session ADD COLUMN factors TEXT NOT NULL DEFAULT 'password';
CREATE INDEX session_by_factors ON session (factors);

-- A kind of change that this version does not know, as a newer node tells it.
UPDATE change_counter SET number = number + 1;
INSERT INTO change (number, kind, subject, value, at)
  SELECT number, 'device', '1', 0, 0 FROM change_counter;
