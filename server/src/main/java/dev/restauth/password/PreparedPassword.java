package dev.restauth.password;

/** Prepares a password for checking. */
public final class PreparedPassword {
  private PreparedPassword() {}

  /**
   * Returns the text to check: the prepared password if {@link OpaqueString} accepts it, otherwise
   * the unchanged password. The rules of {@link OpaqueString} apply only when a password is set. If
   * they now refuse a password that was set under another rule, with another Unicode version or in
   * another system, the password continues to work.
   */
  public static String forChecking(String raw) {
    return OpaqueString.prepare(raw).orElse(raw);
  }
}
