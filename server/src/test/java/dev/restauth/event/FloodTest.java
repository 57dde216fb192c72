package dev.restauth.event;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.LongRun;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Floods of failures or log-ins, which cause a bounded number of log lines. The sums in these lines
 * count every failure and log-in.
 */
class FloodTest {
  private static final Pattern COUNT = Pattern.compile(" count=(\\d+) since=\"?2026-11-25T12:");
  private static final int A_MINUTE_AT_MOST = 100;

  /** The number of requests on each connection. */
  private static final int EACH = LongRun.IS_LONG ? 250 : 50;

  private final SetClock clock = new SetClock();

  @RegisterExtension
  final TestServer server =
      new TestServer(clock, Map.of("account-failures", "3", "trusted-proxies", "127.0.0.1"))
          .withAccount("miguel", "python");

  @AutoClose private final LogCatcher log = new LogCatcher("dev.restauth.event");

  /** Sends {@code count} requests on one connection. */
  private void send(int count, IntFunction<String> fields) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("GET /api/token HTTP/1.1\r\nHost: 127.0.0.1:")
          .append(server.port())
          .append("\r\n")
          .append(fields.apply(i))
          .append(i + 1 == count ? "\r\nConnection: close" : "")
          .append("\r\n\r\n");
    }
    List<HttpCalls.Reply> replies = server.calls().raw(text.toString());
    assertThat(replies).hasSize(count);
  }

  private static long sum(List<String> lines) {
    return lines.stream()
        .mapToLong(
            line -> {
              Matcher count = COUNT.matcher(line);
              return count.find() ? Long.parseLong(count.group(1)) : 1;
            })
        .sum();
  }

  /** Returns the lines since the last call. */
  private List<String> lines(String event) {
    return log.takeAll().stream().filter(line -> line.contains("event=" + event)).toList();
  }

  @Test
  void failuresFromOneNetworkAreSummedEachMinute() {
    IntStream.range(0, 20).parallel().forEach(i -> send(EACH, j -> basic("miguel", "no")));
    List<String> first = lines("user.login_");
    // At most three lines of each of three kinds: failed, throttled before the account look-up, and
    // throttled after the look-up.
    assertThat(first).hasSizeLessThanOrEqualTo(9).noneMatch(line -> line.contains(" count="));

    clock.move(Duration.ofMinutes(1));
    IntStream.range(0, 20).parallel().forEach(i -> send(EACH, j -> basic("miguel", "no")));
    clock.move(Duration.ofMinutes(1));
    server.runMaintenance();

    List<String> rest = lines("user.login_");
    assertThat(rest)
        .hasSizeLessThanOrEqualTo(15)
        .anyMatch(
            line ->
                line.matches(
                    ".*event=user.login_throttled network=127.0.0.0/24 count=\\d+"
                        + " since=\\S+"));
    assertThat(sum(first) + sum(rest)).isEqualTo(40L * EACH);
  }

  /** The server sums the failures of at most a thousand networks separately. */
  @Test
  void failuresFromThousandsOfNetworksMakeAHundredLinesAMinute() {
    IntStream.range(0, 40)
        .parallel()
        .forEach(
            i ->
                send(
                    EACH,
                    j ->
                        basic("miguel", "no") + "\r\nX-Forwarded-For: 10.%d.%d.1".formatted(i, j)));
    clock.move(Duration.ofMinutes(1));
    server.runMaintenance();

    List<String> all = log.takeAll();
    List<String> failures = all.stream().filter(line -> line.contains("user.login_")).toList();
    assertThat(failures).hasSizeBetween(40, A_MINUTE_AT_MOST);
    assertThat(sum(failures)).isEqualTo(40L * EACH);
    assertThat(failures)
        .anyMatch(line -> line.matches(".*event=user.login_throttled count=\\d+ since=.*"));
  }

  @Test
  void logInsOfOneAccountAreSummed() {
    IntStream.range(0, 4).parallel().forEach(i -> send(100, j -> basic("miguel", "python")));
    server.close(); // close writes the sums
    List<String> lines = lines("user.logged_in");
    assertThat(lines).hasSize(11);
    assertThat(sum(lines)).isEqualTo(400);
  }
}
