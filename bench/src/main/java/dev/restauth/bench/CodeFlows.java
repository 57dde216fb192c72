package dev.restauth.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Times the visits of logged-in users to a client, at any OpenID provider. At each visit, the
 * client requests a code, a token and userinfo. A warm-up comes first. Otherwise the JIT compiler
 * of this program would use the server's cores during the measurement.
 */
public final class CodeFlows {
  private final CodeFlow flow;
  private final String userinfo;

  private CodeFlows(CodeFlow flow, String userinfo) {
    this.flow = flow;
    this.userinfo = userinfo;
  }

  /**
   * Prints the number of flows per second, the 99th percentile of their duration in milliseconds,
   * and the server's processor time per flow in microseconds.
   *
   * @param arguments the authorization endpoint, the token endpoint, the userinfo endpoint, the
   *     client, the user, the number of browsers, the seconds (the warm-up takes as long as the
   *     measurement), and the id of the server's process
   */
  public static void main(String[] arguments) throws Exception {
    CodeFlows flows =
        new CodeFlows(new CodeFlow(arguments[0], arguments[1], arguments[3]), arguments[2]);
    Duration length = Duration.ofSeconds(Long.parseLong(arguments[6]));
    ProcessHandle server = ProcessHandle.of(Long.parseLong(arguments[7])).orElseThrow();
    int count = Integer.parseInt(arguments[5]);
    List<PageBrowser> browsers = flows.logIn(arguments[4], count);
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      long from = System.nanoTime() + length.toNanos();
      List<Future<List<Long>>> all =
          browsers.stream()
              .map(each -> threads.submit(() -> flows.repeat(each, from, from + length.toNanos())))
              .toList();
      Thread.sleep(length);
      Duration before = processorTime(server);
      Thread.sleep(length);
      Duration used = processorTime(server).minus(before);
      List<Long> took = new ArrayList<>();
      for (Future<List<Long>> each : all) {
        took.addAll(each.get());
      }
      print(took, length, used);
    }
  }

  private static void print(List<Long> took, Duration length, Duration used) throws IOException {
    if (took.isEmpty()) {
      throw new IOException("no flow ended within the time");
    }
    took.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%.0f %.2f %.0f%n",
        took.size() / (double) length.toSeconds(),
        took.get((int) (took.size() * 0.99)) / 1e6,
        used.toNanos() / 1e3 / took.size());
  }

  private static Duration processorTime(ProcessHandle server) {
    return server.info().totalCpuDuration().orElseThrow();
  }

  /**
   * Logs browsers in, and returns them. They log in one after the other, because each log-in needs
   * a hash.
   */
  private List<PageBrowser> logIn(String user, int count) throws IOException, InterruptedException {
    List<PageBrowser> browsers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PageBrowser browser = new PageBrowser(user);
      String _ = flow.accessToken(browser);
      browsers.add(browser);
    }
    return browsers;
  }

  /** Returns the durations, in nanoseconds, of the flows that were completed between two times. */
  private List<Long> repeat(PageBrowser browser, long from, long end)
      throws IOException, InterruptedException {
    List<Long> took = new ArrayList<>();
    long begun = System.nanoTime();
    while (begun - end < 0) {
      String token = flow.accessToken(browser);
      browser.call(
          HttpRequest.newBuilder(URI.create(userinfo))
              .header("Authorization", "Bearer " + token)
              .GET()
              .build());
      long now = System.nanoTime();
      if (now - from >= 0 && now - end < 0) {
        took.add(now - begun);
      }
      begun = now;
    }
    return took;
  }
}
