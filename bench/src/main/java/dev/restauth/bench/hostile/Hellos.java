package dev.restauth.bench.hostile;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures how long honest clients wait beside a flood of TLS hellos: newcomers, each in a network
 * of its own and with a whole handshake a second, and clients with a connection that stays open.
 */
public final class Hellos {
  private static final int NEWCOMERS = 10;
  private static final int OTHERS = 2;
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration ALONE = Duration.ofSeconds(10);
  private static final double P99_MILLIS = 1_000;

  private final List<Honest> newcomers = new ArrayList<>();
  private final List<Honest> others = new ArrayList<>();

  /** The outcomes of one period. */
  private record Period(Outcomes newcomers, Outcomes others) {
    Period() {
      this(new Outcomes(), new Outcomes());
    }

    boolean isGood() {
      return newcomers.areGood()
          && newcomers.p99() <= P99_MILLIS
          && others.areGood()
          && others.sentAgain() == 0;
    }

    void print(String when) {
      System.out.printf(Locale.ROOT, "  %s, newcomers: %s%n", when, newcomers);
      System.out.printf(Locale.ROOT, "  %s, open connections: %s%n", when, others);
    }
  }

  private Hellos(URI url) throws Exception {
    Outcomes unused = new Outcomes();
    Target target = Target.of(url);
    for (int i = 1; i <= NEWCOMERS; i++) {
      String from = "127.0.%d.1".formatted(100 + i);
      newcomers.add(new Honest(() -> stranger(url), from, 1, EVERY, unused));
      newcomers.getLast().begin();
    }
    for (int i = 1; i <= OTHERS; i++) {
      others.add(new Honest(() -> target, "127.0.0." + i, Integer.MAX_VALUE, unused));
      others.getLast().begin();
    }
  }

  /** Returns the server as a client sees it that has no session to resume. */
  private static Target stranger(URI url) {
    try {
      return Target.of(url);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Prints the results. The exit status is 1 if a request failed, if newcomers waited too long, or
   * if the server closed an open connection.
   *
   * @param arguments the server's URL, the seconds, the version of TLS, and the number of addresses
   */
  public static void main(String[] arguments) throws Exception {
    URI url = URI.create(arguments[0]);
    Hellos run = new Hellos(url);
    run.ask(WARM_UP);
    run.ask(ALONE).print("alone");
    Attack attack = TlsAttacks.hellos(arguments[2], Integer.parseInt(arguments[3]));
    attack.start(Target.of(url));
    Period beside = run.ask(Duration.ofSeconds(Long.parseLong(arguments[1])));
    System.out.println("  " + attack);
    beside.print("beside");
    System.exit(beside.isGood() ? 0 : 1);
  }

  private Period ask(Duration lasts) throws Exception {
    Period period = new Period();
    long end = System.nanoTime() + lasts.toNanos();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      newcomers.forEach(
          each -> running.add(threads.submit(() -> run(each, end, period.newcomers))));
      others.forEach(each -> running.add(threads.submit(() -> run(each, end, period.others))));
      for (Future<?> each : running) {
        each.get();
      }
    }
    return period;
  }

  private static Void run(Honest client, long end, Outcomes outcomes) throws InterruptedException {
    client.run(end, outcomes);
    return null;
  }
}
