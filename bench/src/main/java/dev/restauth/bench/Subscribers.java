package dev.restauth.bench;

import dev.restauth.store.Account;
import dev.restauth.store.Store;
import dev.restauth.store.sql.SqliteDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many who follow what is revoked: how long it takes until each of them knows all, and until the last of
 * them hears of a log-out.
 */
public final class Subscribers {
  private static final byte[] CURRENT = "event: current".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SESSION = "event: session\n".getBytes(StandardCharsets.US_ASCII);
  private static final int IN_A_TRANSACTION = 10_000;
  private static final int LOG_OUTS = 200;
  private static final long AGAIN_MILLIS = 300;
  private static final double MILLI = 1e6;

  /** A row of the report. */
  private static void print(String what, String figure) {
    System.out.printf(Locale.ROOT, "| %s | %s |%n", what, figure);
  }

  private Subscribers() {}

  /**
   * Prints rows of a Markdown table.
   *
   * @param arguments {@code fill}, the file of a database, and how many sessions to revoke there; or
   *     {@code follow}, the server's URL, a service key, a user's name and password, and how many
   *     subscribers
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("fill")) {
      fill(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    } else {
      new Server(URI.create(arguments[1]), arguments[2], arguments[3], arguments[4])
          .measure(Integer.parseInt(arguments[5]));
    }
  }

  private static void fill(Path file, int sessions) {
    try (Store store = new SqliteDatabase(file, InstantSource.system()).open()) {
      long account =
          store
              .<Optional<Account>>inTransaction(
                  tx -> tx.accounts().create("revoked", "no hash", tx.now()))
              .orElseThrow()
              .id();
      Instant until = Instant.now().plus(Duration.ofDays(1));
      for (int i = 0; i < sessions; i += IN_A_TRANSACTION) {
        int from = i;
        store.inTransaction(
            tx -> {
              for (int j = from; j < Math.min(sessions, from + IN_A_TRANSACTION); j++) {
                tx.revocations().revokeSession(String.format("%022d", j), account, until);
              }
              return true;
            });
      }
    }
  }

  /** One connection, and when it came to know what. */
  private static final class Subscriber {
    private final URI url;
    private final String key;
    private final CountDownLatch current = new CountDownLatch(1);
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile boolean over;
    private volatile long toldAt;
    private volatile long currentAt;

    Subscriber(URI url, String key) {
      this.url = url;
      this.key = key;
    }

    Subscriber start() {
      Thread.startVirtualThread(this::run);
      return this;
    }

    private void run() {
      while (currentAt == 0 && !over) {
        attempts.incrementAndGet();
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
          socket
              .getOutputStream()
              .write(
                  ("GET /api/revocations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                          + key
                          + "\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
          read(socket.getInputStream());
          Thread.sleep(AGAIN_MILLIS);
        } catch (IOException e) {
          // It comes again.
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    private void read(InputStream in) throws IOException {
      byte[] buffer = new byte[1 << 16];
      int kept = 0;
      int read = in.read(buffer, kept, buffer.length - kept);
      while (read >= 0 && !over) {
        long now = System.nanoTime();
        int end = kept + read;
        if (currentAt == 0 && find(CURRENT, buffer, 0, end) >= 0) {
          currentAt = now;
          current.countDown();
        }
        int found = currentAt == 0 ? -1 : find(SESSION, buffer, 0, end); // as few looks as possible
        int used = Math.max(0, end - SESSION.length + 1);
        while (found >= 0) {
          toldAt = now;
          told.incrementAndGet();
          used = found + SESSION.length;
          found = find(SESSION, buffer, used, end);
        }
        kept = end - used;
        System.arraycopy(buffer, used, buffer, 0, kept);
        read = in.read(buffer, kept, buffer.length - kept);
      }
    }

    private static int find(byte[] text, byte[] in, int from, int end) {
      for (int i = from; i <= end - text.length; i++) {
        if (in[i] == text[0] && Arrays.equals(in, i, i + text.length, text, 0, text.length)) {
          return i;
        }
      }
      return -1;
    }
  }

  private record Server(URI url, String key, String name, String password) {

    void measure(int subscribers) throws IOException, InterruptedException {
      Subscriber warm = new Subscriber(url, key).start();
      warm.current.await();
      Thread.sleep(1_500); // so that what it got is not shared
      long start = System.nanoTime();
      Subscriber one = new Subscriber(url, key).start();
      one.current.await();
      print("one subscriber knows all, ms", millis(one.currentAt - start));

      start = System.nanoTime();
      List<Subscriber> all = new ArrayList<>();
      for (int i = 0; i < subscribers; i++) {
        all.add(new Subscriber(url, key).start());
      }
      for (Subscriber each : all) {
        each.current.await();
      }
      long last = all.stream().mapToLong(each -> each.currentAt).max().orElseThrow();
      print(subscribers + " that come at once know all, ms", millis(last - start));
      print(
          "connections they needed for that",
          Integer.toString(all.stream().mapToInt(each -> each.attempts.get()).sum()));
      try (HttpClient client = HttpClient.newHttpClient()) {
        logOuts(client, all);
      }
      for (Subscriber each : all) {
        each.over = true; // heartbeats wake it
      }
    }

    private void logOuts(HttpClient client, List<Subscriber> all)
        throws IOException, InterruptedException {
      String basic =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
      long[] lastHears = new long[LOG_OUTS];
      int before = all.getFirst().told.get();
      for (int i = 0; i < LOG_OUTS; i++) {
        String token =
            client
                .send(request("GET", basic), HttpResponse.BodyHandlers.ofString())
                .body()
                .replaceAll("(?s).*\"token\" *: *\"([^\"]+)\".*", "$1");
        int status =
            client
                .send(request("DELETE", "Bearer " + token), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        long ended = System.nanoTime();
        if (status != 204) {
          throw new IllegalStateException("log-out: " + status);
        }
        int expected = before + i + 1;
        for (Subscriber each : all) {
          while (each.told.get() < expected) {
            Thread.sleep(1);
          }
        }
        long last = all.stream().mapToLong(each -> each.toldAt).max().orElseThrow();
        lastHears[i] = Math.max(0, last - ended);
      }
      Arrays.sort(lastHears);
      print(
          "from a log-out's 204 until the last hears, ms, median", millis(lastHears[LOG_OUTS / 2]));
      print("the same, 99th percentile", millis(lastHears[LOG_OUTS * 99 / 100]));
      print("the same, worst", millis(lastHears[LOG_OUTS - 1]));
    }

    private HttpRequest request(String method, String authorization) {
      return HttpRequest.newBuilder(url.resolve("/api/token"))
          .method(method, HttpRequest.BodyPublishers.noBody())
          .header("Authorization", authorization)
          .build();
    }

    private static String millis(long nanos) {
      return String.format(Locale.ROOT, "%.1f", nanos / MILLI);
    }
  }
}
