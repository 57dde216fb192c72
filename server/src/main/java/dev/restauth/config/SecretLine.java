package dev.restauth.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A secret in the first line of a file. The file can be read again while the server runs.
 * Thread-safe.
 */
public final class SecretLine extends Secret {
  private final Environment machine;
  private final Path file;
  private final Consumer<String> check;
  private final boolean rereadable;

  private SecretLine(Environment machine, Path file, Consumer<String> check, String line) {
    super(line);
    this.machine = machine;
    this.file = file;
    this.check = check;
    this.rereadable = Files.isRegularFile(file);
  }

  /** Returns the type of a setting that names a file with a secret. */
  public static ValueType<Secret> type() {
    return type(_ -> {});
  }

  /**
   * Returns the type of a setting that names a file with a secret of a certain form.
   *
   * @param check throws IllegalArgumentException if the line has another form; the message does not
   *     quote the line
   */
  public static ValueType<Secret> type(Consumer<String> check) {
    return ValueType.text("FILE", (text, machine) -> read(text, machine, check));
  }

  private static SecretLine read(String text, Environment machine, Consumer<String> check) {
    String line = machine.firstLine(text);
    check.accept(line);
    return new SecretLine(machine, machine.resolve(text), check, line);
  }

  /**
   * Returns whether the file was a regular file at the start. A pipe cannot be read again: reading
   * would wait for a writer.
   */
  public boolean isRereadable() {
    return rereadable;
  }

  /**
   * Reads the file again.
   *
   * @throws IllegalArgumentException if the file cannot be used. The message names the file, and
   *     the secret is not changed
   */
  public void reread() {
    try {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException("there is no such file");
      }
      String line = machine.firstLine(file.toString());
      check.accept(line);
      replace(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " cannot be used: " + e.getMessage(), e);
    }
  }
}
