package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ServerProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The temporary folder from which the program loads native libraries. */
class TemporaryFolderTest {
  // The JVM prints that it uses this variable.
  private static final String OPTIONS = "JDK_JAVA_OPTIONS";

  @TempDir Path folder;

  private static Map<String, String> temporary(Path folder) {
    return Map.of(OPTIONS, "-Djava.io.tmpdir=" + folder);
  }

  @Test
  void killedProcessLeavesNoFiles() throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    try (ServerProcess process = ServerProcess.serve(folder, temporary(temporary))) {
      assertThat(process.ready().register("miguel", "python").status()).isEqualTo(201);
      assertThat(temporary).isEmptyDirectory();
      process.kill();
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void unwritableFolderIsReported() {
    Path missing = folder.resolve("missing");

    Ended ended = ServerProcess.start(folder, temporary(missing), "serve", "--port", "0").ended();

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains(
            "restauth: SQLite's library cannot be written to the folder for temporary files, "
                + missing
                + ": ")
        .endsWith("Name another folder with -Djava.io.tmpdir=FOLDER.\n");
  }

  @Test
  void noexecFolderIsReported() {
    String mount = "mount -t tmpfs -o size=4m,mode=700,noexec tmpfs data";
    try (SmallDisk noexec = SmallDisk.mounted(folder, mount)) {
      Ended ended =
          noexec.command(
              temporary(folder.resolve("data")), "serve", "--port", "0", "--data", "elsewhere");

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err())
          .contains(
              "restauth: SQLite's library cannot be loaded from the folder for temporary files")
          .contains("noexec")
          .doesNotContain("Exception");
    }
  }
}
