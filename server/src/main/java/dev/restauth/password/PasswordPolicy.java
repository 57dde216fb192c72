package dev.restauth.password;

import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.SecretText;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules for a new password. The rules do not apply at a log-in, so users can keep a password
 * that breaks the rules. Thread-safe.
 */
public final class PasswordPolicy {
  /** The rule of REST-auth v0.3: 1 to 1,024 bytes in UTF-8. */
  public static final PasswordPolicy COMPAT =
      new PasswordPolicy((_, _) -> Optional.empty(), (_, _) -> "");

  /** Minimum number of characters of a password that is the only factor. */
  static final int NIST_CHARACTERS = 15;

  private volatile Rule rule;
  private final StrengthHint strengthHint;

  private PasswordPolicy(Rule rule, StrengthHint strengthHint) {
    this.rule = rule;
    this.strengthHint = strengthHint;
  }

  /**
   * The rules of NIST SP 800-63B-4 section 3.1.1.2 for a password that is the only factor. The
   * password has at least 15 characters of any kind and at most 1,024 bytes in UTF-8. It must not
   * be one that an attacker would try early.
   *
   * @param serviceNames names of the service; these names and their simple variants are refused
   * @param clock for the rate limit of the strength estimates that refusals contain
   */
  public static PasswordPolicy nist(
      Blocklist blocklist, List<String> serviceNames, InstantSource clock) {
    return nist(blocklist, serviceNames, new Strength(clock));
  }

  /** Creates the policy with an estimator that other callers share. */
  static PasswordPolicy nist(Blocklist blocklist, List<String> serviceNames, Strength strength) {
    var guessable = new GuessabilityCheck(blocklist, serviceNames);
    return new PasswordPolicy(
        (password, username) ->
            password.codePointCount(0, password.length()) < NIST_CHARACTERS
                ? Optional.of(Fault.TOO_SHORT)
                : guessable.find(password, username).map(PasswordPolicy::fault),
        (password, username) ->
            strength.sentence(
                password, Stream.concat(serviceNames.stream(), Stream.of(username)).toList()));
  }

  /** Replaces the rules of this policy with the rules of another policy. */
  void follow(PasswordPolicy other) {
    rule = other.rule;
  }

  /**
   * A further rule for a prepared password that is neither empty nor too long. Returns the fault of
   * the password; empty if there is none.
   */
  private interface Rule {
    Optional<Fault> to(String prepared, String username);
  }

  /**
   * Returns a sentence about the strength of a refused password, with a leading space; the text may
   * be empty.
   */
  private interface StrengthHint {
    String of(String prepared, String username);
  }

  /** The verdict on a new password. */
  public sealed interface Verdict {}

  /**
   * The password is accepted.
   *
   * @param prepared the password, prepared by RFC 8265 OpaqueString; this is the text to hash
   */
  public record Acceptable(String prepared) implements Verdict {
    /** Returns a text without the password. */
    @Override
    public String toString() {
      return "Acceptable[…]";
    }
  }

  /**
   * The password is refused.
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
   * Returns whether the policy accepts the password. Faster than {@link #check}, since it gives no
   * reason.
   */
  public boolean accepts(String raw, String username) {
    return check(raw, username, (_, _) -> "") instanceof Acceptable;
  }

  /** Faults of passwords. */
  public enum Fault {
    EMPTY,
    TOO_LONG,
    CHARACTER,
    TOKEN,
    TOO_SHORT,
    COMMON,
    NAME,
    REPETITION
  }

  /**
   * Returns the fault of a password; empty if the password is accepted. Callers show a message for
   * the fault in the user's language.
   */
  public Optional<Fault> fault(String raw, String username) {
    return switch (judge(raw, username)) {
      case Sound _ -> Optional.empty();
      case Faulty(Fault fault, _) -> Optional.of(fault);
    };
  }

  private sealed interface Judgement {}

  private record Sound(String prepared) implements Judgement {
    @Override
    public String toString() {
      return "Sound[…]";
    }
  }

  /**
   * A refused password.
   *
   * @param prepared the prepared password, if a rule refused it
   */
  private record Faulty(Fault fault, Optional<String> prepared) implements Judgement {
    @Override
    public String toString() {
      return "Faulty[" + fault + "]";
    }
  }

  private Verdict check(String raw, String username, StrengthHint hint) {
    return switch (judge(raw, username)) {
      case Sound(String prepared) -> new Acceptable(prepared);
      case Faulty(Fault fault, Optional<String> prepared) ->
          new Refused(sentence(fault) + prepared.map(each -> hint.of(each, username)).orElse(""));
    };
  }

  private Judgement judge(String raw, String username) {
    Blocking.begin(); // preparation and look-ups in the lists may take long
    if (raw.isEmpty()) {
      return new Faulty(Fault.EMPTY, Optional.empty());
    }
    if (OpaqueString.isTooLong(raw)) {
      return new Faulty(Fault.TOO_LONG, Optional.empty());
    }
    return OpaqueString.enforce(raw)
        .map(prepared -> applyRules(prepared, username))
        .orElseGet(() -> new Faulty(Fault.CHARACTER, Optional.empty()));
  }

  private Judgement applyRules(String prepared, String username) {
    if (!OpaqueString.fits(prepared)) {
      return new Faulty(Fault.TOO_LONG, Optional.empty()); // preparation may lengthen the text
    }
    // A log-in would treat this text as a key, never as a password.
    if (SecretText.recognise(prepared).isPresent()) {
      return new Faulty(Fault.TOKEN, Optional.empty());
    }
    return rule.to(prepared, username)
        .<Judgement>map(fault -> new Faulty(fault, Optional.of(prepared)))
        .orElseGet(() -> new Sound(prepared));
  }

  private static Fault fault(GuessabilityCheck.Finding finding) {
    return switch (finding) {
      case COMMON -> Fault.COMMON;
      case NAME -> Fault.NAME;
      case REPETITION -> Fault.REPETITION;
    };
  }

  private static String sentence(Fault fault) {
    return switch (fault) {
      case EMPTY -> "The password is empty; choose one.";
      case TOO_LONG ->
          "The password is longer than "
              + OpaqueString.MAX_BYTES
              + " bytes in UTF-8; choose a shorter one.";
      case CHARACTER ->
          "The password holds a control character, an invisible one or one that Unicode does not"
              + " define; leave it out (RFC 8265 section 4.2).";
      case TOKEN ->
          "The password begins like a token or a service key of this server; choose another.";
      case TOO_SHORT ->
          "The password is shorter than "
              + NIST_CHARACTERS
              + " characters; choose a longer one, several words for example.";
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
