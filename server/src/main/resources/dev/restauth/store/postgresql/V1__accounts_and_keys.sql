CREATE TABLE account (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  password_hash TEXT,
  generation BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'closed')),
  created_at BIGINT NOT NULL
);

CREATE TABLE signing_key (
  kid TEXT NOT NULL PRIMARY KEY,
  algorithm TEXT NOT NULL,
  public_jwk TEXT NOT NULL,
  sealed_private_key BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE property (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
