package dev.restauth.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret text. It must not appear in a log, an error message or a debugger, so {@link #toString}
 * does not contain it. A secret in a file may change while the server runs ({@link SecretLine}).
 * Callers must therefore call {@link #reveal} for each use. Thread-safe.
 */
public sealed class Secret permits SecretLine {
  private volatile String text;

  /** Creates a secret. */
  public Secret(String text) {
    this.text = text;
  }

  /** Returns the current text. */
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
