-- Clients of OAuth: applications that log their users in here. The generation rises when all that a client has got ends.
CREATE TABLE client (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('configured', 'made')),
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
  metadata TEXT NOT NULL,
  generation BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Secrets of clients, as digests: at most two at a time, so that one can take the place of the other.
CREATE TABLE client_secret (
  digest BYTEA NOT NULL PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES client (id),
  created_at BIGINT NOT NULL
);

CREATE INDEX client_secret_of_client ON client_secret (client_id);

-- Clients whose tokens were revoked before they expired.
CREATE TABLE revoked_client (
  client_id TEXT NOT NULL PRIMARY KEY,
  generation BIGINT NOT NULL,
  tokens_until BIGINT NOT NULL
);

CREATE INDEX revoked_client_by_end ON revoked_client (tokens_until);

-- What may be used once, until it would have ended: assertions of clients.
CREATE TABLE spent_assertion (
  digest BYTEA NOT NULL PRIMARY KEY,
  ends_at BIGINT NOT NULL
);

CREATE INDEX spent_assertion_by_end ON spent_assertion (ends_at);

-- Log-ins of browsers, by the digests of their cookies.
CREATE TABLE browser_session (
  id TEXT NOT NULL PRIMARY KEY,
  digest BYTEA NOT NULL UNIQUE,
  account_id BIGINT NOT NULL REFERENCES account (id),
  generation BIGINT NOT NULL,
  methods TEXT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  renewed_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT
);

CREATE INDEX browser_session_of_account ON browser_session (account_id, authenticated_at);
CREATE INDEX browser_session_by_end ON browser_session (ends_at);

-- Requests that clients pushed (RFC 9126), by the digests of their URIs.
CREATE TABLE pushed_request (
  digest BYTEA NOT NULL PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES client (id),
  parameters TEXT NOT NULL,
  ends_at BIGINT NOT NULL
);

CREATE INDEX pushed_request_by_end ON pushed_request (ends_at);

-- Authorization codes, by their digests. One that was redeemed names the session that it began, so that a second use ends it.
CREATE TABLE authorization_code (
  digest BYTEA NOT NULL PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES client (id),
  redirect_uri TEXT NOT NULL,
  redirect_uri_given BIGINT NOT NULL,
  account_id BIGINT NOT NULL REFERENCES account (id),
  generation BIGINT NOT NULL,
  methods TEXT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  browser_session_id TEXT,
  scope TEXT NOT NULL,
  audience TEXT,
  offline BIGINT NOT NULL,
  code_challenge TEXT,
  nonce TEXT,
  claims TEXT,
  ends_at BIGINT NOT NULL,
  session_id TEXT
);

CREATE INDEX authorization_code_of_account ON authorization_code (account_id);
CREATE INDEX authorization_code_by_end ON authorization_code (ends_at);

-- What users allowed clients to do.
CREATE TABLE consent (
  account_id BIGINT NOT NULL REFERENCES account (id),
  client_id TEXT NOT NULL REFERENCES client (id),
  scope TEXT NOT NULL,
  audience TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, client_id)
);

CREATE INDEX consent_of_client ON consent (client_id);

-- Sessions of clients that have ended, until the clients that want to be told have been told.
CREATE TABLE ended_client_session (
  session_id TEXT NOT NULL PRIMARY KEY,
  client_id TEXT NOT NULL,
  account_id BIGINT NOT NULL REFERENCES account (id),
  ended_at BIGINT NOT NULL
);

CREATE INDEX ended_client_session_of_account ON ended_client_session (account_id);

-- Keys that sign ID tokens, one line of keys for each algorithm.
CREATE TABLE id_signing_key (
  kid TEXT NOT NULL PRIMARY KEY,
  algorithm TEXT NOT NULL,
  public_jwk TEXT NOT NULL,
  sealed_private_key BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  signs_from BIGINT NOT NULL
);

-- Sessions that clients of OAuth have: no other session has a client.
ALTER TABLE session ADD COLUMN client_id TEXT;
ALTER TABLE session ADD COLUMN audience TEXT;
ALTER TABLE session ADD COLUMN browser_session_id TEXT;
ALTER TABLE session ADD COLUMN offline BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN claims TEXT;

CREATE INDEX session_of_browser ON session (browser_session_id) WHERE browser_session_id IS NOT NULL;
CREATE INDEX session_of_client ON session (client_id) WHERE client_id IS NOT NULL;
