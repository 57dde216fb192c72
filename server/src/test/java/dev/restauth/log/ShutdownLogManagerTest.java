package dev.restauth.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log manager. The test runs a separate process, because each process has only one log manager.
 */
class ShutdownLogManagerTest {
  @Test
  void shutdownIsLoggedAndNoConfigurationFileIsRead(@TempDir Path folder) throws Exception {
    Path poison =
        Files.writeString(folder.resolve("logging.properties"), "dev.restauth.x.level = OFF\n");
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.config.file=" + poison,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(out, StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line -> assertThat(line).endsWith(" INFO  x before"),
            line -> assertThat(line).endsWith(" INFO  x while shutting down"));
  }

  /**
   * Writes a log line in a shutdown hook. The JDK's own log manager would already have closed its
   * handlers.
   */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Logging.configure(LogFormat.TEXT, LogLevel.INFO, System.err);
      System.Logger logger = System.getLogger("dev.restauth.x");
      logger.log(System.Logger.Level.INFO, "before");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> afterReset(logger)));
    }

    private static void afterReset(System.Logger logger) {
      // The JDK's own shutdown hook resets the log manager too, but at an unpredictable time.
      LogManager.getLogManager().reset();
      logger.log(System.Logger.Level.INFO, "while shutting down");
    }
  }
}
