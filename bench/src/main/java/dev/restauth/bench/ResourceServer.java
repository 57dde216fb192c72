package dev.restauth.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The example resource server in its own process, which verifies tokens locally.
 *
 * @param orders the URL of its resource, for valid tokens
 */
record ResourceServer(Process process, String orders) implements AutoCloseable {
  private static final String READY = "orders on ";

  /**
   * Starts the process; returns when it can verify tokens.
   *
   * @param classPath the class path of the example
   * @param server the URL of the server that it follows
   * @param key a service key
   */
  static ResourceServer start(String classPath, String server, String key) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Djava.util.logging.config.file=/dev/null",
                    "-cp",
                    classPath,
                    "dev.restauth.example.Orders",
                    server,
                    "0"))
            .redirectError(Redirect.INHERIT);
    command.environment().put("ORDERS_SERVICE_KEY", key);
    Process process = command.start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = String.valueOf(output.readLine());
    if (!line.startsWith(READY)) {
      process.destroy();
      throw new IOException("the resource server did not start: " + line);
    }
    return new ResourceServer(process, line.substring(READY.length()));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
