package dev.restauth.adopt.sql;

/**
 * Reports that a look-up in the old database failed or took too long, so that it is unknown whether the
 * old application has the user. No answer may say that the user does not exist. The message is for the
 * operator, with no secret in it.
 */
public final class LegacyUsersUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LegacyUsersUnavailable(String message) {
    super(message);
  }
}
