
-- Security events in the order of their numbers. They have ids and no names; what is personal is in event_person. The
-- commitment is the SHA-256 of its salt and its text.
CREATE TABLE event (
  number BIGINT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  at BIGINT NOT NULL,
  type TEXT NOT NULL,
  actor TEXT,
  account_id BIGINT,
  outcome TEXT NOT NULL,
  object TEXT,
  request TEXT,
  members TEXT NOT NULL,
  commitment BYTEA
);

CREATE INDEX event_by_time ON event (at);

CREATE INDEX event_by_type ON event (type, number);

CREATE INDEX event_by_account ON event (account_id, number) WHERE account_id IS NOT NULL;

CREATE INDEX event_by_actor ON event (actor, number) WHERE actor IS NOT NULL;

-- Events as the transactions of their changes wrote them. They are moved to event, and numbered, once committed.
CREATE TABLE event_unnumbered (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  type TEXT NOT NULL,
  actor TEXT,
  account_id BIGINT,
  outcome TEXT NOT NULL,
  object TEXT,
  request TEXT,
  members TEXT NOT NULL,
  commitment BYTEA
);

-- The personal part of an event, which is erased with the account of the person.
CREATE TABLE event_person (
  event_id TEXT NOT NULL PRIMARY KEY,
  account_id BIGINT,
  salt BYTEA NOT NULL,
  personal TEXT NOT NULL
);

CREATE INDEX event_person_by_account ON event_person (account_id) WHERE account_id IS NOT NULL;

-- One row: the last number of an event, and the last one that was removed. It is changed first in a transaction that
-- numbers events, so that the numbers grow in the order of the commits.
CREATE TABLE event_counter (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  number BIGINT NOT NULL,
  removed BIGINT NOT NULL
);

INSERT INTO event_counter (id, number, removed) VALUES (1, 0, 0);
