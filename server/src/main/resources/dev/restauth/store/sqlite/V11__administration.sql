-- SQLite compares names by their bytes already: the index on names serves pages of names with a prefix.

-- What an invitation gives to the account that accepts it: roles, separated by spaces. The inviter is an
-- administrator; NULL for an operator. Valid only for the code that was made at invited_at: an older program
-- puts another code in its place and leaves this row.
CREATE TABLE invitation_grant (
  request TEXT NOT NULL PRIMARY KEY REFERENCES one_time_code (request) ON DELETE CASCADE,
  invited_at INTEGER NOT NULL,
  roles TEXT NOT NULL,
  inviter INTEGER REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX invitation_grant_by_inviter ON invitation_grant (inviter) WHERE inviter IS NOT NULL;

-- Pending invitations in the order of their ends.
CREATE INDEX one_time_code_of_invitations ON one_time_code (link_until, request) WHERE purpose = 'invitation';

-- What a message is about, such as the kind of a mail; NULL if an older program added it.
ALTER TABLE outbox ADD COLUMN topic TEXT;

-- Messages in the order of their times, in one state and in all.
CREATE INDEX outbox_by_state ON outbox (state, created_at, id) WHERE kind <> 'decoy';
CREATE INDEX outbox_of_messages ON outbox (created_at, id) WHERE kind <> 'decoy';

-- Accounts are counted in this index, which is much smaller than the table.
CREATE INDEX account_by_state ON account (state);
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
-- Look-ups by e-mail address, confirmed or not: several accounts may share an adopted one.
CREATE INDEX account_by_email ON account (lower(email), id) WHERE email IS NOT NULL;
-- Organisations. The attributes are one JSON object.
CREATE TABLE organization (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  attributes TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is a member of which organisation, as owner, admin or member.
CREATE TABLE organization_member (
  organization_id TEXT NOT NULL REFERENCES organization (id),
  account_id INTEGER NOT NULL REFERENCES account (id),
  role TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX organization_member_by_account ON organization_member (account_id);

CREATE INDEX organization_owner ON organization_member (organization_id) WHERE role = 'owner';

-- The scopes of these roles, the same in all organisations, separated by spaces. A role without a row has none.
CREATE TABLE organization_role (
  role TEXT NOT NULL PRIMARY KEY,
  scopes TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The organisation in which the tokens of a session act.
ALTER TABLE session ADD COLUMN organization_id TEXT;

-- Invitations to organisations that were not accepted yet, one for each address and organisation. The id is
-- the request of the code, if one was mailed. The account is the one that had the address when it was invited.
CREATE TABLE organization_invitation (
  id TEXT NOT NULL PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id),
  email TEXT NOT NULL,
  address TEXT NOT NULL,
  account_id INTEGER REFERENCES account (id),
  role TEXT NOT NULL,
  inviter INTEGER NOT NULL REFERENCES account (id),
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  UNIQUE (organization_id, address)
) STRICT, WITHOUT ROWID;

CREATE INDEX organization_invitation_by_address ON organization_invitation (address);

CREATE INDEX organization_invitation_by_account ON organization_invitation (account_id)
  WHERE account_id IS NOT NULL;

CREATE INDEX organization_invitation_by_inviter ON organization_invitation (inviter);

CREATE INDEX organization_invitation_by_end ON organization_invitation (ends_at);
