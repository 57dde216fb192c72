package dev.restauth.store.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real file system of 1 MB. Needs the right to mount. */
record SmallDisk(Path folder) implements AutoCloseable {

  static SmallDisk mount(Path folder) throws IOException {
    Files.createDirectory(folder);
    run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString());
    return new SmallDisk(folder);
  }

  @Override
  public void close() throws IOException {
    run("umount", folder.toString());
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Its output has ended, and so has it.
    if (process.onExit().join().exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + output);
    }
  }
}
