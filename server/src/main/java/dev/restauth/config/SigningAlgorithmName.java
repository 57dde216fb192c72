package dev.restauth.config;

/** With which algorithm tokens are signed (RFC 7518, RFC 8037, RFC 9864). */
public enum SigningAlgorithmName {
  ES256,
  ED25519,
  EDDSA,
  RS256,
  HS256
}
