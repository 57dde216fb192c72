package dev.restauth.password;

import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.SecretText;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules for a new password. They never apply to one that is only checked, so whoever has another
 * one keeps it until she changes it. Thread-safe.
 */
public final class PasswordPolicy {
  /** What the original accepted: 1 to 1,024 bytes in UTF-8. */
  public static final PasswordPolicy COMPAT =
      new PasswordPolicy((_, _) -> Optional.empty(), (_, _) -> "");

  /** The least that a password has that is the only factor. */
  static final int NIST_CHARACTERS = 15;

  private static final String TOO_SHORT =
      "The password is shorter than "
          + NIST_CHARACTERS
          + " characters; choose a longer one, several words for example.";

  private static final String TOO_LONG =
      "The password is longer than "
          + OpaqueString.MOST_BYTES
          + " bytes in UTF-8; choose a shorter one.";

  private final Objection objection;
  private final Estimate estimate;

  private PasswordPolicy(Objection objection, Estimate estimate) {
    this.objection = objection;
    this.estimate = estimate;
  }

  /**
   * NIST SP 800-63B-4 section 3.1.1.2, for a password that is the only factor: at least 15 characters,
   * to 1,024 bytes in UTF-8, of any kind, and not one that an attacker would try early.
   *
   * @param serviceNames what the service is called: no good as a password, nor nearly so
   * @param clock by which refusals say how strong a password is only so often
   */
  public static PasswordPolicy nist(
      Blocklist blocklist, List<String> serviceNames, InstantSource clock) {
    var guessable = new GuessabilityCheck(blocklist, serviceNames);
    var strength = new Strength(clock);
    return new PasswordPolicy(
        (password, username) ->
            password.codePointCount(0, password.length()) < NIST_CHARACTERS
                ? Optional.of(TOO_SHORT)
                : guessable.find(password, username).map(PasswordPolicy::because),
        (password, username) ->
            strength.sentence(
                password, Stream.concat(serviceNames.stream(), Stream.of(username)).toList()));
  }

  /** What else a policy has against a prepared password that is neither empty nor too long. */
  private interface Objection {
    Optional<String> to(String prepared, String username);
  }

  /** How strong a refused one is, as a sentence with a blank before it; may be empty. */
  private interface Estimate {
    String of(String prepared, String username);
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
   * @param reason sentences that whoever chose it can act on; holds nothing of the password
   */
  public record Refused(String reason) implements Verdict {}

  /**
   * Measures, prepares and judges a new password, in that order.
   *
   * @param username of the account it is for
   */
  public Verdict check(String raw, String username) {
    return check(raw, username, estimate);
  }

  /** The same, for whoever needs no reason. */
  public boolean accepts(String raw, String username) {
    return check(raw, username, (_, _) -> "") instanceof Acceptable;
  }

  private Verdict check(String raw, String username, Estimate estimating) {
    Blocking.begin(); // to prepare it, and to look for it in the lists, may take long
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
    return judge(prepared.get(), username, estimating);
  }

  private Verdict judge(String prepared, String username, Estimate estimating) {
    if (!OpaqueString.fits(prepared)) {
      return new Refused(TOO_LONG); // preparing may lengthen it
    }
    // Presented as a password it would be taken for a key, never for a password.
    if (SecretText.recognise(prepared).isPresent()) {
      return new Refused(
          "The password begins as the tokens and service keys of this server do; choose another.");
    }
    return objection
        .to(prepared, username)
        .<Verdict>map(reason -> new Refused(reason + estimating.of(prepared, username)))
        .orElseGet(() -> new Acceptable(prepared));
  }

  private static String because(GuessabilityCheck.Finding finding) {
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
