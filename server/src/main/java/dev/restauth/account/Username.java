package dev.restauth.account;

import dev.restauth.crypto.SecretText;
import dev.restauth.http.VisibleText;
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
 * A user name, prepared by RFC 8265 section 3.4 (UsernameCasePreserved). The parts between single
 * spaces are prepared separately (section 3.1 calls them userparts).
 *
 * @param value the prepared name
 */
public record Username(String value) {
  /** Maximum length of a name, in bytes of UTF-8. */
  static final int BYTES_AT_MOST = 255;

  private static final String TOO_LONG =
      "The user name may have at most " + BYTES_AT_MOST + " bytes in UTF-8.";

  /** The profile. It is loaded on first use, because loading its tables takes about 40 ms. */
  private static final Lazy<PrecisProfile> PROFILE =
      new Lazy<>(
          () -> {
            PrecisProfile profile = PrecisProfiles.USERNAME_CASE_PRESERVED;
            var _ = profile.enforce("a");
            return profile;
          });

  /** A reader whose bounds no JOSE header of at most {@link #BYTES_AT_MOST} bytes can reach. */
  private static final JsonReader READER = new JsonReader(new JsonBounds(255, 255, 255, 255));

  /** The outcome of preparing a name. */
  public sealed interface Outcome {
    /** The name may be used. */
    record Valid(Username username) implements Outcome {}

    /**
     * The name may not be used.
     *
     * @param reason a sentence for the user
     */
    record Invalid(String reason) implements Outcome {}
  }

  /** Prepares a name for a new account, and checks it. */
  public static Outcome forNew(String requested) {
    if (requested.isEmpty()) {
      return new Outcome.Invalid("The user name is empty.");
    }
    if (isTooLong(requested)) {
      return new Outcome.Invalid(TOO_LONG);
    }
    Optional<String> prepared = prepare(requested);
    if (prepared.isEmpty()) {
      return new Outcome.Invalid(
          "The user name may have letters, digits, punctuation and single spaces between them; no"
              + " control characters, symbols or emoji (RFC 8265, UsernameCasePreserved).");
    }
    // Preparation can lengthen a name, and turns a full-width colon into a colon.
    String name = prepared.get();
    // The profile does not forbid all of them.
    if (VisibleText.hasIgnorable(name)
        || VisibleText.hasInvisible(name)
        || !VisibleText.isVisible(name)) {
      return new Outcome.Invalid(
          "The user name has an invisible character, or more than four marks on a letter.");
    }
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

  /**
   * Prepares a presented name for a look-up. Returns the name unchanged if it cannot be prepared or
   * is longer than any valid name.
   */
  public static String forLookup(String presented) {
    return prepare(presented).orElse(presented);
  }

  /**
   * Returns the spellings under which a presented name may be stored. Imported names are stored
   * verbatim, and all other names in prepared form. The caller uses the first spelling that an
   * account has. A name with U+0000 has none.
   */
  public static List<String> spellings(String presented) {
    if (presented.indexOf('\0') >= 0) {
      return List.of(); // PostgreSQL cannot store it
    }
    String prepared = forLookup(presented);
    return prepared.equals(presented) ? List.of(presented) : List.of(presented, prepared);
  }

  /**
   * Returns whether a presented user name is treated as a token. One of these conditions is enough:
   *
   * <ul>
   *   <li>It is longer than any valid name.
   *   <li>It begins like a refresh token or a service key.
   *   <li>It consists of a JOSE header and two more parts (RFC 7515 section 7.1).
   * </ul>
   *
   * <p>The server never looks up such a name, and hashes no password for it.
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

  /**
   * Prepares a name. Checks the length first, because the time of preparation grows with the square
   * of the length.
   */
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
