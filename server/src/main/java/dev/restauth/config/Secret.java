package dev.restauth.config;

/**
 * A secret text. It must not appear in a log, an error or the view of a debugger; {@link #toString} does not show it.
 */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "[secret]";
  }
}
