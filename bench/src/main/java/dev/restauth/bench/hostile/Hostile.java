package dev.restauth.bench.hostile;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures a server, first with honest clients only, then with honest and hostile clients at the
 * same time. Counts the failed requests of the honest clients, and measures their latencies and the
 * server's memory.
 */
public final class Hostile {
  private static final int HONEST = 9;
  private static final int REQUESTS_EACH = 25;
  private static final Duration ALONE = Duration.ofSeconds(30);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int LOOKS_A_LINE = 12;

  private final Target target;
  private final Memory memory;
  private final List<Honest> honest = new ArrayList<>();
  private final AtomicLong pieces = new AtomicLong();
  private final AtomicLong feedsBegun = new AtomicLong();

  private Hostile(Target target, Memory memory) {
    this.target = target;
    this.memory = memory;
  }

  /**
   * Prints the results. The exit status is 1 if a request of an honest client failed, if the server
   * exited, or if the server's memory grew.
   *
   * @param arguments the server's URL and process id, the seconds, and a service key for the feed
   *     of revocations
   */
  public static void main(String[] arguments) throws Exception {
    Hostile run =
        new Hostile(Target.of(URI.create(arguments[0])), new Memory(Long.parseLong(arguments[1])));
    boolean good = run.measure(Duration.ofSeconds(Long.parseLong(arguments[2])), arguments[3]);
    System.exit(good ? 0 : 1);
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  private boolean measure(Duration lasts, String key) throws Exception {
    Thread.startVirtualThread(() -> follow(key));
    askFor(WARM_UP, new Outcomes(), true);
    Outcomes alone = new Outcomes();
    askFor(ALONE, alone, false);
    say("memory of the server before: %d MB", memory.look());
    List<Attack> attacks = new ArrayList<>(Http1Attacks.all());
    attacks.addAll(Http2Attacks.all());
    if (target.tls().isPresent()) {
      attacks.addAll(TlsAttacks.all());
    }
    attacks.forEach(attack -> attack.start(target));
    long begunBefore = feedsBegun.get();
    long piecesBefore = pieces.get();
    Outcomes beside = new Outcomes();
    boolean runs = askFor(lasts, beside, false);
    attacks.forEach(attack -> say("- %s", attack));
    say("the honest alone: %s", alone);
    say("beside the hostile: %s", beside);
    say(
        "the feed: %,d pieces, %d times begun anew",
        pieces.get() - piecesBefore, feedsBegun.get() - begunBefore);
    if (memory.grows()) {
      say("the memory of the server grows");
    }
    return runs && !memory.grows() && alone.areGood() && beside.areGood();
  }

  /** Runs all honest clients for a while, and returns whether the server still runs. */
  private boolean askFor(Duration lasts, Outcomes outcomes, boolean begin) throws Exception {
    long end = System.nanoTime() + lasts.toNanos();
    if (begin) {
      for (int i = 1; i <= HONEST; i++) {
        honest.add(new Honest(() -> target, "127.0.0." + i, REQUESTS_EACH, outcomes));
        honest.getLast().begin();
      }
    }
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(HONEST)) {
      for (Honest each : honest) {
        running.add(
            threads.submit(
                () -> {
                  each.run(end, outcomes);
                  return null;
                }));
      }
      boolean runs = begin || look(end);
      for (Future<?> each : running) {
        each.get();
      }
      return runs;
    }
  }

  private boolean look(long end) throws InterruptedException {
    StringBuilder line = new StringBuilder();
    try {
      for (int i = 1; System.nanoTime() < end; i++) {
        Thread.sleep(BETWEEN_LOOKS);
        line.append(' ').append(memory.look());
        if (i % LOOKS_A_LINE == 0 || System.nanoTime() >= end) {
          say("memory of the server, MB, every %d s:%s", BETWEEN_LOOKS.toSeconds(), line);
          line.setLength(0);
        }
      }
      return true;
    } catch (IOException e) {
      say("the server has ended");
      return false;
    }
  }

  /**
   * Reads the feed of revocations continuously, and connects again when the server ends a stream.
   */
  private void follow(String key) {
    String request =
        "GET /api/revocations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + key
            + "\r\n\r\n";
    while (true) {
      feedsBegun.incrementAndGet();
      try (Connection connection = new Connection(target.connect("127.0.0.10", 0, false))) {
        connection.follow(request, pieces::incrementAndGet);
      } catch (IOException e) {
        // The loop connects again.
      }
      try {
        Thread.sleep(AGAIN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
