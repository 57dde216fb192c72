package dev.restauth.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lines of the access log, and the request id in other lines. */
class RawLineTest {
  private final Logger root = Logger.getLogger("");
  private final List<Handler> before = List.of(root.getHandlers());
  private final Level levelBefore = root.getLevel();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private void configure(LogFormat format) {
    Logging.configure(format, LogLevel.ERROR, new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    for (Handler ours : root.getHandlers()) {
      root.removeHandler(ours);
    }
    before.forEach(root::addHandler);
    root.setLevel(levelBefore);
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  @Test
  void accessLinesAreWrittenAsTheyAreWhateverTheLevel() {
    configure(LogFormat.JSON);
    System.getLogger(Logging.ACCESS)
        .log(System.Logger.Level.INFO, RawLine.MESSAGE, new RawLine("GET / 200"));
    System.getLogger("other")
        .log(System.Logger.Level.INFO, RawLine.MESSAGE, new RawLine("not this"));
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("GET / 200\n");
  }

  @Test
  void linesOfARequestHaveItsId() {
    configure(LogFormat.TEXT);
    RequestId id = new RequestId(() -> "abc");
    System.Logger log = System.getLogger("other");
    boolean _ =
        id.during(
            () -> {
              log.log(System.Logger.Level.ERROR, "in it");
              return true;
            });
    configure(LogFormat.JSON);
    boolean _ =
        id.during(
            () -> {
              log.log(System.Logger.Level.ERROR, "in it");
              return true;
            });
    log.log(System.Logger.Level.ERROR, "after it");
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line -> assertThat(line).endsWith("other in it (request abc)"),
            line -> assertThat(line).contains("\"message\":\"in it\",\"request\":\"abc\""),
            line -> assertThat(line).doesNotContain("request"));
  }
}
