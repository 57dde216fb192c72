package dev.restauth.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The operator who runs a command.
 *
 * @param unixUser the name of the Unix user, or the user's number if there is no name
 */
public record Operator(String unixUser) {

  /**
   * Returns the user of this process, as reported by the system. On Linux, environment variables
   * and options cannot change the result.
   */
  public static Operator ofThisProcess() {
    try {
      return new Operator(Files.getOwner(Path.of("/proc/self")).getName());
    } catch (IOException | UnsupportedOperationException e) {
      // There is no /proc, so this is not Linux. The virtual machine takes the name from the
      // system, unless an option sets another name.
      return new Operator(System.getProperty("user.name", "?"));
    }
  }

  /** Returns the operator's name as in events, such as {@code unix:root}. */
  @Override
  public String toString() {
    return "unix:" + unixUser;
  }
}
