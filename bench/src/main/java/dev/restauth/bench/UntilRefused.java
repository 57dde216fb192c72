package dev.restauth.bench;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The time for which one server still accepts tokens after another server revoked them. */
final class UntilRefused {
  /**
   * Nanoseconds from the answer to the revocation until the first refusal of the token; 0 if the
   * refusal came before the answer.
   */
  private final long[] sinceAnswer;

  /** Nanoseconds from the request for the revocation until the first refusal of the token. */
  private final long[] sinceRequest;

  private UntilRefused(int count) {
    this.sinceAnswer = new long[count];
    this.sinceRequest = new long[count];
  }

  /**
   * A token.
   *
   * @param check a request that is answered with 200 while the token is accepted, and with 401
   *     afterwards
   * @param end revokes the token, and returns when the server has answered
   */
  record Token(HttpRequest check, Revocation end) {}

  /** Sends a request that revokes a token, and requires the answer that confirms it. */
  interface Revocation {
    void send() throws IOException, InterruptedException;
  }

  /** Creates tokens that the server accepts. */
  interface Tokens {
    Token make(int number) throws IOException, InterruptedException;
  }

  /**
   * Revokes one token after the other while another thread continuously checks the token. First
   * revokes a tenth of {@code count} without measuring, to warm up.
   */
  static UntilRefused measure(Calls calls, int count, Tokens tokens) throws Exception {
    int warmUp = count / 10;
    UntilRefused measured = new UntilRefused(count);
    try (ExecutorService asking = Executors.newSingleThreadExecutor()) {
      for (int i = -warmUp; i < count; i++) {
        Token token = tokens.make(i + warmUp);
        calls.expect(200, token.check());
        CountDownLatch begun = new CountDownLatch(1);
        Future<Long> refused = asking.submit(() -> firstRefusal(calls, token.check(), begun));
        begun.await();
        long requestedAt = System.nanoTime();
        token.end().send();
        long answeredAt = System.nanoTime();
        long refusedAt = refused.get();
        if (i >= 0) {
          measured.sinceAnswer[i] = Math.max(0, refusedAt - answeredAt);
          measured.sinceRequest[i] = refusedAt - requestedAt;
        }
      }
    }
    return measured;
  }

  private static long firstRefusal(Calls calls, HttpRequest check, CountDownLatch begun)
      throws IOException, InterruptedException {
    begun.countDown();
    int status = 200;
    while (status == 200) {
      status = calls.status(check);
    }
    if (status != 401) {
      throw new IOException("got " + status);
    }
    return System.nanoTime();
  }

  /** Prints two rows of a table: the times from the answers, and the times from the requests. */
  void print(String answer, String request) {
    System.out.printf(Locale.ROOT, "| %s | %s |%n", answer, Figures.millis(sinceAnswer, " | "));
    System.out.printf(Locale.ROOT, "| %s | %s |%n", request, Figures.millis(sinceRequest, " | "));
  }
}
