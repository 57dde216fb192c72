package dev.restauth.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * An example resource server in its own process, which verifies tokens locally.
 *
 * @param orders the URL of its resource, for valid tokens
 */
record ResourceServer(Process process, String orders) implements AutoCloseable {
  private static final String READY = "orders on ";
  private static final String LISTENING = "Listening at: ";

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
    return started(command.start());
  }

  /**
   * Starts a program in Flask, with the system's Python and gunicorn; returns when the program
   * listens. The program answers as soon as it can verify tokens.
   *
   * @param checkout the folder with the client for Python
   * @param module the program's module: {@code resource}, the example, or {@code any_scope} in
   *     {@code bench/lib}
   * @param server the URL of the server that it follows
   * @param key a service key
   */
  static ResourceServer startPython(String checkout, String module, String server, String key)
      throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
                List.of(
                    "/usr/bin/python3",
                    "-m",
                    "gunicorn",
                    "--threads",
                    "2",
                    "--bind",
                    "127.0.0.1:0",
                    module + ":app"))
            .redirectErrorStream(true);
    command
        .environment()
        .put(
            "PYTHONPATH",
            checkout + "/client-py/src:" + checkout + "/examples/flask:" + checkout + "/bench/lib");
    command.environment().put("AUTH_URL", server);
    command.environment().put("SERVICE_KEY", key);
    Process process = command.start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    while (line != null && !line.contains(LISTENING)) {
      line = output.readLine();
    }
    if (line == null) {
      process.destroy();
      throw new IOException(
          "the resource server in Python did not start: it needs Flask and gunicorn");
    }
    Thread.ofVirtual().start(() -> output.lines().forEach(System.err::println));
    String url = line.substring(line.indexOf(LISTENING) + LISTENING.length()).split(" ", 2)[0];
    return new ResourceServer(process, url + "/api/resource");
  }

  /**
   * Starts {@code resource.mjs} with Node.js; returns when it can verify tokens.
   *
   * @param folder the folder with that file and the client for Node.js
   * @param server the URL of the server that it follows
   * @param key a service key
   */
  static ResourceServer startNode(String folder, String server, String key) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder("node", folder + "/resource.mjs").redirectError(Redirect.INHERIT);
    command.environment().put("AUTH_URL", server);
    command.environment().put("SERVICE_KEY", key);
    return started(command.start());
  }

  private static ResourceServer started(Process process) throws IOException {
    String line = String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
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
