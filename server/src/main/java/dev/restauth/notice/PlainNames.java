package dev.restauth.notice;

import java.util.regex.Pattern;

/** Names that users have chosen, for mails to the owner of the account. */
final class PlainNames {
  /** Characters that make a link. They include the dots of other scripts, which are dots in names of hosts (UTS #46), and the full-width @. */
  private static final Pattern JOINED =
      Pattern.compile("([.@\\x{3002}\\x{ff0e}\\x{ff61}\\x{ff20}])(?=\\p{L})");

  private PlainNames() {}

  /**
   * Returns a name without what mail programs turn into links. A thief who adds a passkey could name it so that the
   * notice leads the owner to a page of theirs.
   */
  static String of(String name) {
    return JOINED.matcher(name.replace("://", ": ")).replaceAll("$1 ");
  }
}
