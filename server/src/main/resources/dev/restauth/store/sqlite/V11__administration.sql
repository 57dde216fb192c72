-- SQLite compares names by their bytes already: the index on names serves pages of names with a prefix.

-- Sessions in which an administrator acts as the owner of an account; gone with the session. The session of the
-- administrator is missing if they sent the password with the request.
CREATE TABLE impersonation (
  session_id TEXT NOT NULL PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
  account_id INTEGER NOT NULL REFERENCES account (id),
  actor_id INTEGER NOT NULL REFERENCES account (id),
  actor_session TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX impersonation_of_account ON impersonation (account_id);
CREATE INDEX impersonation_by_actor ON impersonation (actor_id);
CREATE INDEX impersonation_by_actor_session ON impersonation (actor_session);
