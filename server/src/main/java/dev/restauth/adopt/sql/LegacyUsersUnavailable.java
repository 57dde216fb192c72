package dev.restauth.adopt.sql;

/**
 * Thrown if a look-up in the legacy database failed or took too long. The server then cannot know
 * whether the user exists, so no response may say that the user does not exist. The message is for
 * the operator and contains no secret.
 */
public final class LegacyUsersUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LegacyUsersUnavailable(String message) {
    super(message);
  }
}
