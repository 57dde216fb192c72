package dev.restauth.adopt.source;

import java.time.Instant;
import java.util.Optional;

/**
 * An account as it is in its source.
 *
 * @param id the id, which the account at this server will have too; empty if the source's ids are
 *     not positive numbers
 * @param key the key of the account in the source: its id as text, or its name if it has no id
 * @param username the user name, verbatim
 * @param passwordHash the hash, as {@code ForeignHash.parse} reads it; empty if there is no
 *     password
 * @param email the e-mail address, verbatim
 * @param active whether the account may log in
 * @param createdAt the time at which the account was created in the source, if available
 * @param salt the salt, if the text of the hash does not contain it
 * @param factors the second factors of the account
 */
public record SourceAccount(
    Optional<Long> id,
    String key,
    String username,
    Optional<String> passwordHash,
    Optional<String> email,
    boolean active,
    Optional<Instant> createdAt,
    Optional<String> salt,
    SourceFactors factors) {

  /** Creates an account without second factors. */
  public SourceAccount(
      Optional<Long> id,
      String key,
      String username,
      Optional<String> passwordHash,
      Optional<String> email,
      boolean active,
      Optional<Instant> createdAt,
      Optional<String> salt) {
    this(id, key, username, passwordHash, email, active, createdAt, salt, SourceFactors.NONE);
  }

  /** Creates an account without a separate salt and without second factors. */
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

  /** Returns the same account with these second factors. */
  public SourceAccount with(SourceFactors found) {
    return new SourceAccount(
        id, key, username, passwordHash, email, active, createdAt, salt, found);
  }

  /** Returns a text without the name, the hash and the e-mail address. */
  @Override
  public String toString() {
    return "SourceAccount[key=" + key + "]";
  }
}
