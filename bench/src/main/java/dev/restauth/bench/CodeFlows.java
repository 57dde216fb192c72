package dev.restauth.bench;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Users who are logged in go to a client again and again: code, token and userinfo, of any OpenID provider. */
public final class CodeFlows {
  private CodeFlows() {}

  /**
   * Prints how many flows ended a second, and the 99th percentile of their duration in milliseconds.
   *
   * @param arguments the authorization endpoint, the token endpoint, that for userinfo, the client, the user, the number of
   *     browsers, and the seconds
   */
  public static void main(String[] arguments) throws Exception {
    CodeFlow flow = new CodeFlow(arguments[0], arguments[1], arguments[3]);
    int browsers = Integer.parseInt(arguments[5]);
    Duration length = Duration.ofSeconds(Long.parseLong(arguments[6]));
    List<Future<List<Long>>> all = new ArrayList<>();
    List<Long> took = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(browsers)) {
      for (int i = 0; i < browsers; i++) {
        all.add(threads.submit(() -> repeat(flow, arguments[2], arguments[4], length)));
      }
      for (Future<List<Long>> each : all) {
        took.addAll(each.get());
      }
    }
    took.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%.0f %.2f%n",
        took.size() / (double) length.toSeconds(),
        took.get((int) (took.size() * 0.99)) / 1e6);
  }

  private static List<Long> repeat(CodeFlow flow, String userinfo, String user, Duration length)
      throws Exception {
    PageBrowser browser = new PageBrowser(user);
    flow.accessToken(browser); // logs in
    List<Long> took = new ArrayList<>();
    long end = System.nanoTime() + length.toNanos();
    long begun = System.nanoTime();
    while (begun < end) {
      String token = flow.accessToken(browser);
      browser.call(
          HttpRequest.newBuilder(URI.create(userinfo))
              .header("Authorization", "Bearer " + token)
              .GET()
              .build());
      long now = System.nanoTime();
      took.add(now - begun);
      begun = now;
    }
    return took;
  }
}
