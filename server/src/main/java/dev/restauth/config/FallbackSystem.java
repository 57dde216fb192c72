package dev.restauth.config;

/** What the application is whose users are taken over. */
public enum FallbackSystem {
  /** The original of this program. */
  REST_AUTH,
  /** Django's own user model. */
  DJANGO,
  /** Any other, with a query of the operator's. */
  SQL
}
