package dev.restauth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks whether another program reads standard output. Such a program may end early, as {@code head} does. */
final class StandardOutput {
  private static final Path DESCRIPTOR = Path.of("/dev/fd/1");

  // The type of a file in its mode (POSIX, sys/stat.h); Linux and macOS have the same values.
  private static final int TYPE = 0xF000;
  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xC000;

  private StandardOutput() {}

  /** Returns whether standard output is a pipe or a socket; false if the system does not tell. */
  static boolean isPipe() {
    try {
      int type = (int) Files.getAttribute(DESCRIPTOR, "unix:mode") & TYPE;
      return type == PIPE || type == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
