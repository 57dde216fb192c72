package dev.restauth.password;

import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.SecretText;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules for a new password. They do not apply when a password is only checked. So users whose password breaks the
 * rules can use it until they change it. Thread-safe.
 */
public final class PasswordPolicy {
  /** The rule of the original application: 1 to 1,024 bytes in UTF-8. */
  public static final PasswordPolicy COMPAT =
      new PasswordPolicy((_, _) -> Optional.empty(), (_, _) -> "");

  /** The minimum number of characters of a password that is the only factor. */
  static final int NIST_CHARACTERS = 15;

  private static final String TOO_SHORT =
      "The password is shorter than "
          + NIST_CHARACTERS
          + " characters; choose a longer one, several words for example.";

  private static final String TOO_LONG =
      "The password is longer than "
          + OpaqueString.MAX_BYTES
          + " bytes in UTF-8; choose a shorter one.";

  private volatile Rule rule;
  private final StrengthHint strengthHint;

  private PasswordPolicy(Rule rule, StrengthHint strengthHint) {
    this.rule = rule;
    this.strengthHint = strengthHint;
  }

  /**
   * The rules of NIST SP 800-63B-4 section 3.1.1.2 for a password that is the only factor: at least
   * 15 characters and at most 1,024 bytes in UTF-8, of any kind, and not one that an attacker would
   * try early.
   *
   * @param serviceNames names of the service; neither they nor simple variants of them are accepted
   * @param clock the clock that limits how often a refusal estimates the strength
   */
  public static PasswordPolicy nist(
      Blocklist blocklist, List<String> serviceNames, InstantSource clock) {
    var guessable = new GuessabilityCheck(blocklist, serviceNames);
    var strength = new Strength(clock);
    return new PasswordPolicy(
        (password, username) ->
            password.codePointCount(0, password.length()) < NIST_CHARACTERS
                ? Optional.of(TOO_SHORT)
                : guessable.find(password, username).map(PasswordPolicy::reason),
        (password, username) ->
            strength.sentence(
                password, Stream.concat(serviceNames.stream(), Stream.of(username)).toList()));
  }

  /** Takes over the rules of another policy, for all passwords from now on. */
  void follow(PasswordPolicy other) {
    rule = other.rule;
  }

  /**
   * A further rule for a prepared password that is neither empty nor too long; returns the reason
   * for a refusal.
   */
  private interface Rule {
    Optional<String> to(String prepared, String username);
  }

  /** A sentence about the strength of a refused password, with a leading space; may be empty. */
  private interface StrengthHint {
    String of(String prepared, String username);
  }

  /** The verdict on a new password. */
  public sealed interface Verdict {}

  /**
   * The password may be set.
   *
   * @param prepared the password prepared by RFC 8265 OpaqueString; this text is to be hashed
   */
  public record Acceptable(String prepared) implements Verdict {
    /** Does not contain the password. */
    @Override
    public String toString() {
      return "Acceptable[…]";
    }
  }

  /**
   * The password may not be set.
   *
   * @param reason sentences that the user can act on; they contain no part of the password
   */
  public record Refused(String reason) implements Verdict {}

  /**
   * Checks the length of a new password, prepares it, and applies the rules, in this order.
   *
   * @param username the user name of the account
   */
  public Verdict check(String raw, String username) {
    return check(raw, username, strengthHint);
  }

  /**
   * Returns whether the policy accepts the password; faster than {@link #check}, since it gives no
   * reason.
   */
  public boolean accepts(String raw, String username) {
    return check(raw, username, (_, _) -> "") instanceof Acceptable;
  }

  private Verdict check(String raw, String username, StrengthHint hint) {
    Blocking.begin(); // preparing and looking up in the lists may take long
    if (raw.isEmpty()) {
      return new Refused("The password is empty; choose one.");
    }
    if (OpaqueString.isTooLong(raw)) {
      return new Refused(TOO_LONG);
    }
    Optional<String> prepared = OpaqueString.enforce(raw);
    if (prepared.isEmpty()) {
      return new Refused(
          "The password holds a control character, an invisible one or one that Unicode does not"
              + " define; leave it out (RFC 8265 section 4.2).");
    }
    return applyRules(prepared.get(), username, hint);
  }

  private Verdict applyRules(String prepared, String username, StrengthHint hint) {
    if (!OpaqueString.fits(prepared)) {
      return new Refused(TOO_LONG); // preparation may lengthen it
    }
    // At a log-in it would be treated as a key, never as a password.
    if (SecretText.recognise(prepared).isPresent()) {
      return new Refused(
          "The password begins as the tokens and service keys of this server do; choose another.");
    }
    return rule.to(prepared, username)
        .<Verdict>map(why -> new Refused(why + hint.of(prepared, username)))
        .orElseGet(() -> new Acceptable(prepared));
  }

  private static String reason(GuessabilityCheck.Finding finding) {
    return switch (finding) {
      case COMMON ->
          "The password is a common one, or little more than a common one: attackers try those"
              + " first; choose several words that do not belong together, for example.";
      case NAME ->
          "The password is little more than the user name or the name of this service; add to it,"
              + " or choose several words that do not belong together.";
      case REPETITION ->
          "The password is long only by repeating what is in it, or by counting; choose several"
              + " words that do not belong together, for example.";
    };
  }
}
