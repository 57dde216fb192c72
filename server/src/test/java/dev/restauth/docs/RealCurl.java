package dev.restauth.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The installed curl, in a shell without the user's settings. */
final class RealCurl implements CurlSession.Curl {

  private RealCurl() {}

  /** Returns curl if it is installed. */
  static Optional<CurlSession.Curl> installed() {
    String path = new ProcessBuilder().environment().getOrDefault("PATH", "");
    boolean there =
        Stream.of(path.split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "curl")));
    return there ? Optional.of(new RealCurl()) : Optional.empty();
  }

  @Override
  public boolean isShell() {
    return true;
  }

  @Override
  public String run(String command, Map<String, String> variables) {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "curl() { command curl -q -s \"$@\"; }\n" + command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    builder.environment().putAll(variables);
    try {
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError("exit code " + process.exitValue() + " of " + command);
      }
      return printed.replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
