package dev.restauth.adopt.source;

import java.time.Instant;
import java.util.Optional;

/**
 * An account as its source has it.
 *
 * @param id to be kept; empty where the source's ids are no positive numbers
 * @param key what the source calls it: its id there, as text
 * @param username verbatim
 * @param passwordHash as {@code ForeignHash.parse} reads it; empty where the account has no password
 * @param email verbatim
 * @param active whether it may log in
 * @param createdAt when it was made there, where that is known
 * @param salt where the source has it apart from the hash
 */
public record SourceAccount(
    Optional<Long> id,
    String key,
    String username,
    Optional<String> passwordHash,
    Optional<String> email,
    boolean active,
    Optional<Instant> createdAt,
    Optional<String> salt) {

  /** One whose hash is a text of its own. */
  public SourceAccount(
      Optional<Long> id,
      String key,
      String username,
      Optional<String> passwordHash,
      Optional<String> email,
      boolean active,
      Optional<Instant> createdAt) {
    this(id, key, username, passwordHash, email, active, createdAt, Optional.empty());
  }

  /** Without name, hash and address. */
  @Override
  public String toString() {
    return "SourceAccount[key=" + key + "]";
  }
}
