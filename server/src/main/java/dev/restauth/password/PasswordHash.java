package dev.restauth.password;

import java.util.Optional;

/**
 * Proof that a password was hashed: made by {@link PasswordHasher}, or read back from the store with
 * {@link #stored}. Immutable.
 */
public final class PasswordHash {
  private final String phc;
  private final Optional<Phc> parsed;

  private PasswordHash(String phc, Optional<Phc> parsed) {
    this.phc = phc;
    this.parsed = parsed;
  }

  static PasswordHash of(Phc hashed) {
    return new PasswordHash(hashed.text(), Optional.of(hashed));
  }

  /**
   * What the store holds. Never fails: a text that is no hash, or one too costly to check, is a hash
   * that no password matches.
   */
  public static PasswordHash stored(String phc) {
    return new PasswordHash(phc, Phc.parse(phc));
  }

  /** The text to store: a PHC string of about 100 ASCII characters. */
  public String phc() {
    return phc;
  }

  /** How and at what cost it was hashed, for an operator: neither salt nor hash. */
  public String description() {
    return parsed
        .map(Phc::parameters)
        .map(
            cost ->
                "argon2id m=%d,t=%d,p=%d"
                    .formatted(cost.memoryKib(), cost.iterations(), cost.parallelism()))
        .orElse("not usable");
  }

  Optional<Phc> parsed() {
    return parsed;
  }

  /** Shows the cost, neither salt nor hash. */
  @Override
  public String toString() {
    return "PasswordHash[" + parsed.map(Phc::toString).orElse("malformed") + "]";
  }
}
