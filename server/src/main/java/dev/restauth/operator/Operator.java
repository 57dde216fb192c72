package dev.restauth.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The operator who gives a command.
 *
 * @param unixUser the name of the Unix user; their number if they have no name
 */
public record Operator(String unixUser) {

  /** Returns the user of this process as the system reports it, regardless of variables and options. */
  public static Operator ofThisProcess() {
    try {
      return new Operator(Files.getOwner(Path.of("/proc/self")).getName());
    } catch (IOException | UnsupportedOperationException e) {
      // No /proc: not Linux. The virtual machine has the name from the system unless an option sets
      // another.
      return new Operator(System.getProperty("user.name", "?"));
    }
  }

  /** Returns the operator as events name it, such as {@code unix:root}. */
  @Override
  public String toString() {
    return "unix:" + unixUser;
  }
}
