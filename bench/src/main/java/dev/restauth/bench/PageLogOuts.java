package dev.restauth.bench;

import dev.restauth.client.TokenVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Logs users out on a page of one server, one after the other. Meanwhile, a verifier that follows
 * another server continuously checks whether the access token of an OAuth client is still valid.
 */
public final class PageLogOuts {
  private static final int SEE_OTHER = 303;
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final String NAME = "rosa";

  private final Calls calls = new Calls();
  private final String server;
  private final CodeFlow flow;
  private final int count;

  private PageLogOuts(String server, String clientId, int count) {
    this.server = server;
    this.flow = new CodeFlow(server + "/oauth/authorize", server + "/oauth/token", clientId);
    this.count = count;
  }

  /** A verifier, which accepts or refuses a token. */
  private interface Verifier {
    boolean accepts(String token) throws IOException, InterruptedException;
  }

  /**
   * Prints a Markdown table.
   *
   * @param arguments the URLs of the two servers, a service key, the id of a public client, the
   *     number of log-outs for each verifier, the folder of the checkout, and a folder with the
   *     client for Node.js installed
   */
  public static void main(String[] arguments) throws Exception {
    String other = arguments[1];
    String key = arguments[2];
    String checkout = arguments[5];
    PageLogOuts logOuts =
        new PageLogOuts(arguments[0], arguments[3], Integer.parseInt(arguments[4]));
    logOuts.calls.register(arguments[0], NAME);
    System.out.println(
        """
        | ms until the other server's verifier refuses the client's access token, measured from | median | p99 | worst |
        |---|---|---|---|\
        """);
    try (TokenVerifier verifier = TokenVerifier.connect(other, key)) {
      logOuts.measure("Java", token -> verifier.verify(token).isPresent());
    }
    try (ResourceServer node = ResourceServer.startNode(arguments[6], other, key)) {
      logOuts.measure("Node.js", token -> logOuts.isAccepted(node, token));
    }
    try (ResourceServer python = ResourceServer.startPython(checkout, "any_scope", other, key)) {
      logOuts.measure("Python", token -> logOuts.isAccepted(python, token));
    }
  }

  private boolean isAccepted(ResourceServer verifying, String token)
      throws IOException, InterruptedException {
    int status = calls.status(Calls.check(verifying.orders(), token));
    if (status != OK && status != UNAUTHORIZED) {
      throw new IOException("got " + status);
    }
    return status == OK;
  }

  /** Measures log-outs with a verifier, and prints two rows of the table. */
  private void measure(String language, Verifier verifier) throws Exception {
    long[] sinceAnswer = new long[count];
    long[] sinceRequest = new long[count];
    try (ExecutorService asking = Executors.newSingleThreadExecutor()) {
      for (int i = -count / 10; i < count; i++) {
        PageBrowser browser = new PageBrowser(NAME);
        String token = flow.accessToken(browser);
        PageBrowser.Page page = browser.open(URI.create(server + "/oauth/logout"));
        CountDownLatch begun = new CountDownLatch(1);
        Future<Long> refused = asking.submit(() -> firstRefusal(verifier, token, begun));
        begun.await();
        long requestedAt = System.nanoTime();
        HttpResponse<String> answer = browser.submit(page);
        long answeredAt = System.nanoTime();
        if (answer.statusCode() != SEE_OTHER) {
          throw new IOException("got " + answer.statusCode());
        }
        long refusedAt = refused.get();
        if (i >= 0) {
          sinceAnswer[i] = Math.max(0, refusedAt - answeredAt);
          sinceRequest[i] = refusedAt - requestedAt;
        }
      }
    }
    print("the answer to the log-out at the page, in " + language, sinceAnswer);
    print("the request to log out, in " + language, sinceRequest);
  }

  private static long firstRefusal(Verifier verifier, String token, CountDownLatch begun)
      throws IOException, InterruptedException {
    try {
      if (!verifier.accepts(token)) {
        throw new IOException("the token is refused before the log-out");
      }
    } finally {
      begun.countDown(); // a failure must not leave the other thread waiting
    }
    while (verifier.accepts(token)) {
      Thread.sleep(0, 100_000); // leaves the cores to the servers
    }
    return System.nanoTime();
  }

  private static void print(String what, long[] times) {
    System.out.printf(Locale.ROOT, "| %s | %s |%n", what, Figures.millis(times, " | "));
  }
}
