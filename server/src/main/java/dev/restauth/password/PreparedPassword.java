package dev.restauth.password;

/** Preparation of a password for checking. */
public final class PreparedPassword {
  private PreparedPassword() {}

  /**
   * Returns the text to check: prepared if {@link OpaqueString} accepts the password, else
   * unchanged. Rules apply when a password is set, never when it is checked. So a password
   * continues to work even if it was set under another rule, another Unicode version or in another
   * system.
   */
  public static String forChecking(String raw) {
    return OpaqueString.prepare(raw).orElse(raw);
  }
}
