-- Roles: named sets of scopes, separated by spaces.
CREATE TABLE role (
  name TEXT NOT NULL PRIMARY KEY,
  scopes TEXT NOT NULL,
  description TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account_role (
  account_id INTEGER NOT NULL REFERENCES account (id),
  role TEXT NOT NULL REFERENCES role (name),
  PRIMARY KEY (account_id, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_role_by_role ON account_role (role);

-- One row, which numbers the changes of rights. It is changed first in such a transaction, so that the numbers grow in
-- the order of the commits.
CREATE TABLE rights_counter (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL
) STRICT;

INSERT INTO rights_counter (id, number) VALUES (1, 0);

-- The last change of an account's rights: its tokens with a lower number are outdated. Kept until the last of them has
-- expired.
CREATE TABLE changed_rights (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES account (id),
  number INTEGER NOT NULL,
  tokens_until INTEGER NOT NULL
) STRICT;

CREATE INDEX changed_rights_by_end ON changed_rights (tokens_until);

-- The last change of a role, with the scopes that it had before: tokens with a lower number and one of these scopes, or
-- with the role, are outdated. Kept as long.
CREATE TABLE changed_role (
  role TEXT NOT NULL PRIMARY KEY,
  scopes TEXT NOT NULL,
  number INTEGER NOT NULL,
  tokens_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The number of the last change of the account's own rights; 0 if there was none.
ALTER TABLE account ADD COLUMN rights INTEGER NOT NULL DEFAULT 0;

-- The scopes that a session was narrowed to, separated by spaces.
ALTER TABLE session ADD COLUMN scope TEXT;

-- What administrators say of accounts, as one JSON object.
CREATE TABLE admin_attributes (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES account (id),
  members TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

-- Security events in the order of their numbers. They have ids and no names; what is personal is in event_person. The
-- commitment is the SHA-256 of its salt and its text.
CREATE TABLE event (
  number INTEGER NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  actor TEXT,
  account_id INTEGER,
  outcome TEXT NOT NULL,
  object TEXT,
  request TEXT,
  members TEXT NOT NULL,
  commitment BLOB
) STRICT;

CREATE INDEX event_by_time ON event (at);

CREATE INDEX event_by_type ON event (type, number);

CREATE INDEX event_by_account ON event (account_id, number) WHERE account_id IS NOT NULL;

CREATE INDEX event_by_actor ON event (actor, number) WHERE actor IS NOT NULL;

-- Events as the transactions of their changes wrote them. They are moved to event, and numbered, once committed.
CREATE TABLE event_unnumbered (
  id TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  actor TEXT,
  account_id INTEGER,
  outcome TEXT NOT NULL,
  object TEXT,
  request TEXT,
  members TEXT NOT NULL,
  commitment BLOB
) STRICT, WITHOUT ROWID;

-- The personal part of an event, which is erased with the account of the person.
CREATE TABLE event_person (
  event_id TEXT NOT NULL PRIMARY KEY,
  account_id INTEGER,
  salt BLOB NOT NULL,
  personal TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX event_person_by_account ON event_person (account_id) WHERE account_id IS NOT NULL;

-- One row: the last number of an event, and the last one that was removed. It is changed first in a transaction that
-- numbers events, so that the numbers grow in the order of the commits.
CREATE TABLE event_counter (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL,
  removed INTEGER NOT NULL
) STRICT;

INSERT INTO event_counter (id, number, removed) VALUES (1, 0, 0);
