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

  /** The user of this process, as the system has it, not as an environment or an option says. */
  public static Operator ofThisProcess() {
    try {
      return new Operator(Files.getOwner(Path.of("/proc/self")).getName());
    } catch (IOException | UnsupportedOperationException e) {
      // No /proc: not Linux. The virtual machine has the name from the system unless an option says
      // another.
      return new Operator(System.getProperty("user.name", "?"));
    }
  }

  /** Such as {@code unix:root}. */
  @Override
  public String toString() {
    return "unix:" + unixUser;
  }
}
