package dev.restauth.notice;

import java.util.regex.Pattern;

/** Names that users have chosen, for mails to the owner of the account. */
final class PlainNames {
  private static final Pattern JOINED = Pattern.compile("([.@])(?=\\p{L})");

  private PlainNames() {}

  /**
   * Returns a name without what mail programs turn into links. A thief who adds a passkey could name it so that the
   * notice leads the owner to a page of theirs.
   */
  static String of(String name) {
    return JOINED.matcher(name.replace("://", ": ")).replaceAll("$1 ");
  }
}
