package dev.restauth.notice;

import java.util.regex.Pattern;

/** Names that users have chosen, made safe for mails to the owner of the account. */
final class PlainNames {
  /**
   * Characters that can form a link. They include the dots of other scripts, which count as dots in
   * host names (UTS #46), and the full-width @.
   */
  private static final Pattern JOINED =
      Pattern.compile("([.@\\x{3002}\\x{ff0e}\\x{ff61}\\x{ff20}])(?=\\p{L})");

  private PlainNames() {}

  /**
   * Returns a name with spaces after the characters that can form a link, so that mail programs do
   * not show a link. Otherwise a thief who adds a passkey could choose a name that becomes a link
   * to the thief's page in the notice to the owner.
   */
  static String of(String name) {
    return JOINED.matcher(name.replace("://", ": ")).replaceAll("$1 ");
  }
}
