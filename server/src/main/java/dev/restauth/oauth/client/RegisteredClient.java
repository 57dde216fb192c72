package dev.restauth.oauth.client;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A client as it is stored, without its secrets.
 *
 * @param id its id, unique
 * @param name its name, for users
 * @param configured whether it is in the configuration file; then it can be changed only there
 * @param active whether it is accepted
 * @param generation the number of times that all its tokens were revoked
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
  /** The rule for ids, as the rest of a sentence. */
  public static final String ID_RULE =
      "has 1 to 64 characters: letters, digits, dot, dash and underscore; it begins with a letter";

  /** The maximum length of a name, in characters. */
  public static final int NAME_AT_MOST = 100;

  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

  /** Returns whether a client may have this id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Returns the client. */
  public Client client() {
    return metadata.client(id, name, generation);
  }

  /** Returns whether it is active, as text. */
  String state() {
    return active ? "active" : "disabled";
  }

  /** Returns where it comes from, as text. */
  String source() {
    return configured ? "configured" : "made";
  }
}
