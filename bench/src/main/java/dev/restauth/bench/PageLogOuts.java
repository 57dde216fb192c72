package dev.restauth.bench;

import dev.restauth.client.TokenVerifier;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Users log out on the page for it at one server, one after the other, while a verifier that follows another server is asked
 * continuously whether the access token of an OAuth client is still good.
 */
public final class PageLogOuts {
  private static final int SEE_OTHER = 303;

  private PageLogOuts() {}

  /**
   * Prints a Markdown table.
   *
   * @param arguments the URLs of the two servers, a service key, a public client of ours, and the number of log-outs
   */
  public static void main(String[] arguments) throws Exception {
    String one = arguments[0];
    CodeFlow flow = new CodeFlow(one + "/oauth/authorize", one + "/oauth/token", arguments[3]);
    int count = Integer.parseInt(arguments[4]);
    long[] sinceAnswer = new long[count];
    long[] sinceRequest = new long[count];
    new Calls().register(one, "rosa");
    try (TokenVerifier verifier = TokenVerifier.connect(arguments[1], arguments[2]);
        ExecutorService asking = Executors.newSingleThreadExecutor()) {
      for (int i = -count / 10; i < count; i++) {
        PageBrowser browser = new PageBrowser("rosa");
        String token = flow.accessToken(browser);
        PageBrowser.Page page = browser.open(URI.create(one + "/oauth/logout"));
        CountDownLatch begun = new CountDownLatch(1);
        Future<Long> refused = asking.submit(() -> firstRefusal(verifier, token, begun));
        begun.await();
        long requestedAt = System.nanoTime();
        HttpResponse<String> answer = browser.submit(page);
        long answeredAt = System.nanoTime();
        if (answer.statusCode() != SEE_OTHER) {
          throw new IllegalStateException("got " + answer.statusCode());
        }
        long refusedAt = refused.get();
        if (i >= 0) {
          sinceAnswer[i] = Math.max(0, refusedAt - answeredAt);
          sinceRequest[i] = refusedAt - requestedAt;
        }
      }
    }
    System.out.println(
        """
        | ms until the other server's verifier refuses the client's access token, measured from | median | p99 | worst |
        |---|---|---|---|\
        """);
    print("the answer to the log-out at the page", sinceAnswer);
    print("the request to log out", sinceRequest);
  }

  private static long firstRefusal(TokenVerifier verifier, String token, CountDownLatch begun)
      throws InterruptedException {
    if (verifier.verify(token).isEmpty()) {
      throw new IllegalStateException("the token is refused before the log-out");
    }
    begun.countDown();
    while (verifier.verify(token).isPresent()) {
      Thread.sleep(0, 100_000); // leaves the cores to the servers
    }
    return System.nanoTime();
  }

  private static void print(String what, long[] times) {
    System.out.printf(Locale.ROOT, "| %s | %s |%n", what, Figures.millis(times, " | "));
  }
}
