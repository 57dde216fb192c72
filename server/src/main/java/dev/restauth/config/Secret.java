package dev.restauth.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret text. It must not appear in a log, an error or the view of a debugger; {@link #toString} does not show it. A
 * secret in a file may change while the server runs ({@link SecretLine}), so its users ask for it at each use. Thread-safe.
 */
public sealed class Secret permits SecretLine {
  private volatile String text;

  /** Creates a secret. */
  public Secret(String text) {
    this.text = text;
  }

  /** Returns the text as it is now. */
  public String reveal() {
    return text;
  }

  void replace(String newText) {
    text = newText;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  @Override
  public String toString() {
    return "[secret]";
  }
}
