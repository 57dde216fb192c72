package dev.restauth.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Closes accounts at one server, one after the other, and asks another without a pause whether it still
 * accepts the account's token.
 */
public final class ClosingAccounts {
  private static final String PASSWORD = "python";
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final double NANOS_A_MILLI = 1_000_000;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String one;
  private final String other;

  private ClosingAccounts(String one, String other) {
    this.one = one;
    this.other = other;
  }

  /**
   * Prints a row of a table for each of two starts of the clock, in milliseconds.
   *
   * @param arguments the URLs of the two servers; how many accounts
   */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[2]);
    ClosingAccounts closing = new ClosingAccounts(arguments[0], arguments[1]);
    int warmUp = count / 10;
    long[] sinceAnswer = new long[count];
    long[] sinceRequest = new long[count];
    try (ExecutorService asking = Executors.newSingleThreadExecutor()) {
      for (int i = -warmUp; i < count; i++) {
        Closed closed = closing.close("account" + (i + warmUp), asking);
        if (i >= 0) {
          sinceAnswer[i] = Math.max(0, closed.refusedAt - closed.answeredAt);
          sinceRequest[i] = closed.refusedAt - closed.requestedAt;
        }
      }
    }
    row("the answer to the closing", sinceAnswer);
    row("the request to close", sinceRequest);
  }

  private static void row(String since, long[] nanos) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | **%.1f** | %.1f |%n",
        since,
        Figures.percentileMicros(nanos, 0.5) / 1_000,
        Figures.percentileMicros(nanos, 0.99) / 1_000,
        nanos[nanos.length - 1] / NANOS_A_MILLI);
  }

  /** When, by {@link System#nanoTime}. */
  private record Closed(long requestedAt, long answeredAt, long refusedAt) {}

  private Closed close(String name, ExecutorService asking) throws Exception {
    expect(
        201,
        HttpRequest.newBuilder(URI.create(one + "/api/users"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"username\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}"))
            .build());
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((name + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    Matcher token = TOKEN.matcher(expect(200, request(one + "/api/token", basic).GET().build()));
    if (!token.find()) {
      throw new IOException("no token");
    }
    HttpRequest check = request(other + "/api/resource", "Bearer " + token.group(1)).GET().build();
    expect(200, check);
    Future<Long> refused = asking.submit(() -> firstRefusal(check));
    HttpRequest close = request(one + "/api/me", basic).DELETE().build();
    long requestedAt = System.nanoTime();
    expect(204, close);
    return new Closed(requestedAt, System.nanoTime(), refused.get());
  }

  private static HttpRequest.Builder request(String url, String authorization) {
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", authorization);
  }

  private long firstRefusal(HttpRequest check) throws IOException, InterruptedException {
    int status = 200;
    while (status == 200) {
      status = client.send(check, BodyHandlers.discarding()).statusCode();
    }
    if (status != 401) {
      throw new IOException("got " + status);
    }
    return System.nanoTime();
  }

  private String expect(int status, HttpRequest request) throws IOException, InterruptedException {
    var response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != status) {
      throw new IOException("got " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }
}
