package dev.restauth.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A secret in the first line of a file, which may be read again while the server runs. Whoever uses it asks for it at each use.
 * Thread-safe.
 */
public final class SecretLine {
  private final Environment machine;
  private final Path file;
  private final Consumer<String> check;
  private final boolean rereadable;
  private volatile Secret secret;

  private SecretLine(Environment machine, Path file, Consumer<String> check, Secret secret) {
    this.machine = machine;
    this.file = file;
    this.check = check;
    this.rereadable = Files.isRegularFile(file);
    this.secret = secret;
  }

  /** The type of a setting that names such a file. */
  public static ValueType<SecretLine> type() {
    return type(_ -> {});
  }

  /**
   * The same for a line that must have a certain form.
   *
   * @param check throws IllegalArgumentException, with a message that does not quote the line, if it has another form
   */
  public static ValueType<SecretLine> type(Consumer<String> check) {
    return ValueType.text(
        "FILE",
        (text, machine) -> {
          String line = machine.firstLine(text);
          check.accept(line);
          return new SecretLine(machine, machine.resolve(text), check, new Secret(line));
        });
  }

  /** The secret as it was read last. */
  public Secret secret() {
    return secret;
  }

  /**
   * Reads the file again, if it is a regular one; a pipe would wait for a writer.
   *
   * @throws IllegalArgumentException if the file cannot be used; the message names it, and the secret is as before
   */
  void reread() {
    if (!rereadable) {
      return;
    }
    try {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException("it is no regular file any more");
      }
      String line = machine.firstLine(file.toString());
      check.accept(line);
      secret = new Secret(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return secret.toString();
  }
}
