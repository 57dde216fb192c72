package dev.restauth.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/**
 * Who has a command performed.
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

  /** The user of the process at the other end, as the system has it; empty if it cannot be told. */
  static Optional<Operator> peerOf(SocketChannel channel) {
    try {
      return Optional.ofNullable(channel.getOption(ExtendedSocketOptions.SO_PEERCRED))
          .map(peer -> new Operator(peer.user().getName()));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Such as {@code unix:root}. */
  @Override
  public String toString() {
    return "unix:" + unixUser;
  }
}
