package dev.restauth.adopt.sql;

/**
 * Whether the old application has a user cannot be said now: its database fails, or it takes too long.
 * Nobody may be told that a user is not there. The message is for the operator, with no secret in it.
 */
public final class LegacyUsersUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LegacyUsersUnavailable(String message) {
    super(message);
  }
}
