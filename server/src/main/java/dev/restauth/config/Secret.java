package dev.restauth.config;

/**
 * A secret text. It must not appear in a log, an error or a debugger's list; {@link #toString} does not
 * show it.
 */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "[secret]";
  }
}
