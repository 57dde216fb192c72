package dev.restauth.account;

import dev.restauth.crypto.SecretText;
import dev.restauth.job.Lazy;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import rocks.xmpp.precis.PrecisProfile;
import rocks.xmpp.precis.PrecisProfiles;

/**
 * A user name as RFC 8265 section 3.4 (UsernameCasePreserved) prepares it, each part between single
 * spaces for itself (section 3.1 calls them userparts).
 *
 * @param value the prepared name
 */
public record Username(String value) {
  /** In UTF-8. */
  static final int BYTES_AT_MOST = 255;

  private static final String TOO_LONG =
      "The user name may have at most " + BYTES_AT_MOST + " bytes in UTF-8.";

  /** Its tables take some 40 ms to load. */
  private static final Lazy<PrecisProfile> PROFILE =
      new Lazy<>(
          () -> {
            PrecisProfile profile = PrecisProfiles.USERNAME_CASE_PRESERVED;
            var _ = profile.enforce("a");
            return profile;
          });

  /** A header of {@link #BYTES_AT_MOST} cannot reach its bounds. */
  private static final JsonReader READER = new JsonReader(new JsonBounds(255, 255, 255, 255));

  /** What became of a wish for a name. */
  public sealed interface Outcome {
    /** It may be used. */
    record Valid(Username username) implements Outcome {}

    /**
     * It may not.
     *
     * @param reason a sentence for its sender
     */
    record Invalid(String reason) implements Outcome {}
  }

  /** Prepares a name for a new account. */
  public static Outcome forNew(String wish) {
    if (wish.isEmpty()) {
      return new Outcome.Invalid("The user name is empty.");
    }
    if (isTooLong(wish)) {
      return new Outcome.Invalid(TOO_LONG);
    }
    Optional<String> prepared = prepare(wish);
    if (prepared.isEmpty()) {
      return new Outcome.Invalid(
          "The user name may have letters, digits, punctuation and single spaces between them; no"
              + " control characters, symbols or emoji (RFC 8265, UsernameCasePreserved).");
    }
    // Preparing may lengthen a name, and makes a colon of a full-width one.
    String name = prepared.get();
    if (isTooLong(name)) {
      return new Outcome.Invalid(TOO_LONG);
    }
    if (name.indexOf(':') >= 0) {
      return new Outcome.Invalid(
          "The user name has a colon, which HTTP Basic cannot carry (RFC 7617).");
    }
    return isToken(name)
        ? new Outcome.Invalid("The user name looks like a token.")
        : new Outcome.Valid(new Username(name));
  }

  /** What a presented name is prepared to; itself if that cannot be, or if it is longer than any name. */
  public static String forLookup(String presented) {
    return prepare(presented).orElse(presented);
  }

  /**
   * What a presented name may be stored as: verbatim, where it came from another system, or prepared.
   * The first that is found counts.
   */
  public static List<String> spellings(String presented) {
    String prepared = forLookup(presented);
    return prepared.equals(presented) ? List.of(presented) : List.of(presented, prepared);
  }

  /**
   * Whether a presented user name is a token and nothing else: it is a JOSE header and two more
   * parts (RFC 7515 section 7.1), begins as a refresh token or the key of a service does, or is longer
   * than any name. Such a name is never looked up and never hashed for.
   */
  public static boolean isToken(String presented) {
    if (isTooLong(presented) || SecretText.recognise(presented).isPresent()) {
      return true;
    }
    int first = presented.indexOf('.');
    int second = presented.indexOf('.', first + 1);
    return first > 0
        && second > first
        && presented.indexOf('.', second + 1) < 0
        && isJsonObject(presented.substring(0, first));
  }

  private static boolean isJsonObject(String base64Url) {
    try {
      return READER.read(
              new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8))
          instanceof JsonObject;
    } catch (IllegalArgumentException | MalformedJson e) { // not Base64, or not JSON
      return false;
    }
  }

  private static boolean isTooLong(String name) {
    return name.length() > BYTES_AT_MOST
        || name.getBytes(StandardCharsets.UTF_8).length > BYTES_AT_MOST;
  }

  /** Measures first, whoever asks: preparing takes a time that grows with the square of the length. */
  private static Optional<String> prepare(String name) {
    if (isTooLong(name)) {
      return Optional.empty();
    }
    PrecisProfile profile = PROFILE.get();
    StringBuilder prepared = new StringBuilder();
    for (String part : name.split(" ", -1)) {
      try {
        if (part.isEmpty()) {
          return Optional.empty();
        }
        prepared.append(prepared.isEmpty() ? "" : " ").append(profile.enforce(part));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.of(prepared.toString());
  }
}
