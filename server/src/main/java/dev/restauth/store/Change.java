package dev.restauth.store;

import java.time.Instant;

/** What was changed of that which every process that shares the database may remember. */
public sealed interface Change {

  /**
   * An account's password or state, so that tokens of older generations have ended.
   *
   * @param id whose
   * @param generation its generation now
   */
  record AccountChanged(long id, long generation) implements Change {}

  /**
   * A session was ended whose tokens may not have expired yet.
   *
   * @param id its id
   * @param tokensUntil when all of them have
   */
  record SessionRevoked(String id, Instant tokensUntil) implements Change {}

  /**
   * A key that signs tokens was added or removed, or is to sign at another time.
   *
   * @param kid its id; empty for all of them
   */
  record SigningKeyChanged(String kid) implements Change {}

  /**
   * A service's key was added, removed, enabled or disabled.
   *
   * @param name its name
   */
  record ServiceKeyChanged(String name) implements Change {}

  /**
   * Accounts were brought in, or it was said which tokens of their application are accepted.
   *
   * @param sourceId which application
   */
  record AdoptionChanged(long sourceId) implements Change {}
}
