package dev.restauth.ha;

import static dev.restauth.http.HttpCalls.basic;

import dev.restauth.http.HttpCalls;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Clients that register and log in without pause, on all nodes, and others that check a token, until it
 * is closed. Times are those of {@link System#nanoTime}.
 */
final class Load implements AutoCloseable {
  static final String PASSWORD = "kV7-tq9Lm2.xR4wz";

  private static final int REGISTERING_PER_NODE = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The two cores are also those of all that is tested. */
  private static final long BETWEEN_CHECKS_MILLIS = 5;

  private static final long AFTER_AN_ERROR_MILLIS = 20;

  /** What was not answered as it should have been. */
  record Failure(long began, long ended, String what) {}

  /** An account whose registration was answered 201. */
  private record Acknowledged(String name, long began) {}

  /** One that registers or checks without pause, and how often that was well. */
  private record Loop(String what, AtomicLong successes) {}

  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Failure> refusedChecks = new ConcurrentLinkedQueue<>();
  private final List<Loop> loops = new ArrayList<>();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean closing;

  private Load() {}

  /**
   * Begins.
   *
   * @param prefix of all names that are registered
   * @param balanced whether a token is accepted through the balancer
   */
  static Load on(List<HttpCalls> nodes, String prefix, Balanced balanced) {
    Load load = new Load();
    for (int node = 0; node < nodes.size(); node++) {
      HttpCalls here = nodes.get(node);
      HttpCalls elsewhere = nodes.get((node + 1) % nodes.size());
      for (int i = 0; i < REGISTERING_PER_NODE; i++) {
        load.register(here, elsewhere, prefix + "-" + node + "-" + i + "-");
      }
      String token = load.someonesToken(elsewhere, prefix + "-checked-" + node);
      String what = "checks on node " + (node + 1);
      load.check(what, () -> here.get("/api/resource", basic(token, "")).status() == 200);
    }
    String token = load.someonesToken(nodes.getFirst(), prefix + "-balanced");
    Program.await("a node behind HAProxy", PATIENCE, () -> balanced.accepts(token));
    load.check("checks through HAProxy", () -> balanced.accepts(token));
    return load;
  }

  /** A check of a token that goes to whichever node the balancer takes. */
  interface Balanced {
    boolean accepts(String token);
  }

  private String someonesToken(HttpCalls node, String name) {
    long began = System.nanoTime();
    if (node.register(name, PASSWORD).status() != 201) {
      throw new AssertionError("cannot register " + name);
    }
    acknowledged.add(new Acknowledged(name, began));
    return node.token(name, PASSWORD);
  }

  private void register(HttpCalls here, HttpCalls elsewhere, String names) {
    Loop loop = loop("registrations " + names);
    AtomicInteger number = new AtomicInteger();
    clients.execute(
        () -> {
          while (!closing) {
            String name = names + number.incrementAndGet();
            long began = System.nanoTime();
            boolean there =
                succeeds("registration", 201, () -> here.register(name, PASSWORD).status());
            if (!there) {
              // What became of it is not known, so nobody relies on it.
              Program.pause(AFTER_AN_ERROR_MILLIS);
              continue;
            }
            acknowledged.add(new Acknowledged(name, began));
            boolean in =
                succeeds(
                    "log-in",
                    200,
                    () -> elsewhere.get("/api/token", basic(name, PASSWORD)).status());
            if (in) {
              loop.successes.incrementAndGet();
            }
          }
        });
  }

  private boolean succeeds(String what, int expected, Call call) {
    long began = System.nanoTime();
    String outcome;
    try {
      int status = call.status();
      if (status == expected) {
        return true;
      }
      outcome = String.valueOf(status);
    } catch (UncheckedIOException | IndexOutOfBoundsException e) {
      outcome = e.toString();
    }
    failures.add(new Failure(began, System.nanoTime(), what + ": " + outcome));
    return false;
  }

  private interface Call {
    int status();
  }

  private void check(String what, BooleanSupplier isAccepted) {
    Loop loop = loop(what);
    clients.execute(
        () -> {
          while (!closing) {
            long began = System.nanoTime();
            if (isAccepted.getAsBoolean()) {
              loop.successes.incrementAndGet();
            } else {
              refusedChecks.add(new Failure(began, System.nanoTime(), what));
            }
            Program.pause(BETWEEN_CHECKS_MILLIS);
          }
        });
  }

  private Loop loop(String what) {
    Loop loop = new Loop(what, new AtomicLong());
    loops.add(loop);
    return loop;
  }

  /** Waits until each client has got on, by so many rounds. */
  void awaitProgress(int rounds) {
    for (Loop loop : loops) {
      awaitProgress(loop, rounds);
    }
  }

  /** The same for those that check tokens alone. */
  void awaitChecks(int rounds) {
    for (Loop loop : loops) {
      if (loop.what.startsWith("checks")) {
        awaitProgress(loop, rounds);
      }
    }
  }

  private static void awaitProgress(Loop loop, int rounds) {
    long enough = loop.successes.get() + rounds;
    Program.await(loop.what + " go on", PATIENCE, () -> loop.successes.get() >= enough);
  }

  /** How many checks were answered well so far, by all who check. */
  long checks() {
    return loops.stream()
        .filter(loop -> loop.what.startsWith("checks"))
        .mapToLong(loop -> loop.successes.get())
        .sum();
  }

  /** Names whose registration was answered 201, in that order. */
  List<String> acknowledged() {
    return acknowledged.stream().map(Acknowledged::name).toList();
  }

  /** Those of them of which nothing was sent before that time. */
  List<String> acknowledgedSince(long time) {
    return acknowledged.stream()
        .filter(each -> each.began() - time > 0)
        .map(Acknowledged::name)
        .toList();
  }

  /** Registrations and log-ins that were not well. */
  List<Failure> failures() {
    return List.copyOf(failures);
  }

  List<Failure> refusedChecks() {
    return List.copyOf(refusedChecks);
  }

  /** Lets each client finish what it has begun. */
  @Override
  public void close() {
    closing = true;
    clients.close();
  }
}
