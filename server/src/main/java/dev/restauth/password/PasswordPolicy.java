package dev.restauth.password;

import java.util.Optional;

/** The rules for a new password. They never apply to one that is only checked. */
public enum PasswordPolicy {
  /** What the original accepted: 1 to 1,024 bytes in UTF-8. */
  COMPAT(1),

  /** NIST SP 800-63B-4 section 3.1.1.2: at least 15 characters, to 1,024 bytes in UTF-8. */
  NIST(15);

  private final int leastCharacters;

  PasswordPolicy(int leastCharacters) {
    this.leastCharacters = leastCharacters;
  }

  /** What a policy says of a password. */
  public sealed interface Verdict {}

  /**
   * It may be set.
   *
   * @param prepared by RFC 8265 OpaqueString; what to hash
   */
  public record Acceptable(String prepared) implements Verdict {
    /** Does not show the password. */
    @Override
    public String toString() {
      return "Acceptable[…]";
    }
  }

  /**
   * It may not.
   *
   * @param reason a sentence that whoever chose it can act on; holds nothing of the password
   */
  public record Refused(String reason) implements Verdict {}

  /** Prepares and judges a new password. */
  public Verdict check(String raw) {
    if (raw.isEmpty()) {
      return new Refused("The password is empty; choose one.");
    }
    Optional<String> prepared = OpaqueString.enforce(raw);
    if (prepared.isEmpty()) {
      return new Refused(
          "The password holds a control character, an invisible one or one that Unicode does not"
              + " define; leave it out (RFC 8265 section 4.2).");
    }
    return judge(prepared.get());
  }

  private Verdict judge(String prepared) {
    if (!OpaqueString.fits(prepared)) {
      return new Refused(
          "The password is longer than "
              + OpaqueString.MOST_BYTES
              + " bytes in UTF-8; choose a shorter one.");
    }
    int characters = prepared.codePointCount(0, prepared.length());
    if (characters < leastCharacters) {
      return new Refused(
          "The password is shorter than "
              + leastCharacters
              + " characters; choose a longer one, several words for example.");
    }
    return new Acceptable(prepared);
  }
}
