package dev.restauth.oauth.client;

import dev.restauth.token.TokenProfile;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A client as it is stored, without its secrets.
 *
 * @param id the client's unique id
 * @param name the client's name, for users
 * @param configured whether the client is in the configuration file, and can be changed only there
 * @param active whether the server accepts the client
 * @param generation the number of times that all of the client's tokens were revoked
 */
public record RegisteredClient(
    String id,
    String name,
    boolean configured,
    boolean active,
    ClientMetadata metadata,
    long generation,
    Instant createdAt,
    Instant updatedAt) {
  /** The rule for ids, worded as the end of a sentence. */
  public static final String ID_RULE =
      "has 1 to 64 characters: letters, digits, dot, dash and underscore; it begins with a letter";

  /** The maximum length of a name, in characters. */
  public static final int NAME_AT_MOST = 100;

  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

  /** Returns whether a client may have this id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Returns whether an id is the id of the server's own client. Upper and lower case count as
   * equal, because people could mistake {@code Restauth} for {@code restauth}.
   */
  static boolean isReserved(String id) {
    return id.equalsIgnoreCase(TokenProfile.CLIENT_ID);
  }

  /** Returns the client. */
  public Client client() {
    return metadata.client(id, name, generation);
  }

  String state() {
    return active ? "active" : "disabled";
  }

  String source() {
    return configured ? "configured" : "made";
  }
}
