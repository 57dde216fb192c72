package dev.restauth.password;

/** A password as it is hashed. */
public final class PreparedPassword {
  private PreparedPassword() {}

  /**
   * What to check: prepared where {@link OpaqueString} accepts it, else unchanged. Rules apply when a
   * password is set, never when it is checked, so that no password stops working because a rule, a
   * Unicode version or the system it came from was another.
   */
  public static String forChecking(String raw) {
    return OpaqueString.prepare(raw).orElse(raw);
  }
}
