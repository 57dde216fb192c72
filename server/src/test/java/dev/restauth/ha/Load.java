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

/**
 * Clients that continuously register and log in on all nodes, and other clients that check a token.
 * They run until {@link #close}. Times are those of {@link System#nanoTime}.
 */
final class Load implements AutoCloseable {
  static final String PASSWORD = "kV7-tq9Lm2.xR4wz";

  private static final int REGISTERING_PER_NODE = 2;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  /**
   * A pause that leaves processor time to the programs under test, which share two cores with these
   * clients.
   */
  private static final long BETWEEN_CHECKS_MILLIS = 5;

  private static final long AFTER_AN_ERROR_MILLIS = 20;

  /** A request without the expected response. */
  record Failure(long began, long ended, String what) {}

  /** An account whose registration the server answered with 201. */
  private record Acknowledged(String name, long began) {}

  /**
   * A client that continuously registers accounts or checks a token, and the number of its
   * successes.
   */
  private record Loop(String what, AtomicLong successes) {}

  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Failure> refusedChecks = new ConcurrentLinkedQueue<>();
  private final List<Loop> loops = new ArrayList<>();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean closing;

  private Load() {}

  /**
   * Starts the clients.
   *
   * @param prefix the prefix of all registered names
   * @param balanced checks a token through the load balancer
   */
  static Load on(List<HttpCalls> nodes, String prefix, Balanced balanced) {
    Load load = new Load();
    for (int index = 0; index < nodes.size(); index++) {
      HttpCalls node = nodes.get(index);
      HttpCalls otherNode = nodes.get((index + 1) % nodes.size());
      for (int i = 0; i < REGISTERING_PER_NODE; i++) {
        load.register(node, otherNode, prefix + "-" + index + "-" + i + "-");
      }
      String token = load.tokenOfNewAccount(otherNode, prefix + "-checked-" + index);
      String what = "checks on node " + (index + 1);
      load.check(what, () -> node.get("/api/resource", basic(token, "")).status());
    }
    String token = load.tokenOfNewAccount(nodes.getFirst(), prefix + "-balanced");
    Program.await("a node behind HAProxy", TIMEOUT, () -> balanced.check(token) == 200);
    load.check("checks through HAProxy", () -> balanced.check(token));
    return load;
  }

  /** A token check through the load balancer, at any node. */
  interface Balanced {
    int check(String token);
  }

  private String tokenOfNewAccount(HttpCalls node, String name) {
    long began = System.nanoTime();
    if (node.register(name, PASSWORD).status() != 201) {
      throw new AssertionError("cannot register " + name);
    }
    acknowledged.add(new Acknowledged(name, began));
    return node.token(name, PASSWORD);
  }

  private void register(HttpCalls node, HttpCalls otherNode, String names) {
    Loop loop = loop("registrations " + names);
    AtomicInteger number = new AtomicInteger();
    clients.execute(
        () -> {
          while (!closing) {
            String name = names + number.incrementAndGet();
            long began = System.nanoTime();
            boolean registered =
                succeeds("registration", 201, () -> node.register(name, PASSWORD).status());
            if (!registered) {
              // The outcome is uncertain, so the test does not use this account.
              Program.pause(AFTER_AN_ERROR_MILLIS);
              continue;
            }
            acknowledged.add(new Acknowledged(name, began));
            boolean loggedIn =
                succeeds(
                    "log-in",
                    200,
                    () -> otherNode.get("/api/token", basic(name, PASSWORD)).status());
            if (loggedIn) {
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

  private void check(String what, Call call) {
    Loop loop = loop(what);
    clients.execute(
        () -> {
          while (!closing) {
            long began = System.nanoTime();
            int status = call.status();
            if (status == 200) {
              loop.successes.incrementAndGet();
            } else {
              refusedChecks.add(new Failure(began, System.nanoTime(), what + ": " + status));
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

  /** Waits until each client has completed a number of further rounds. */
  void awaitProgress(int rounds) {
    for (Loop loop : loops) {
      awaitProgress(loop, rounds);
    }
  }

  /** Waits until each client that only checks tokens has completed a number of further rounds. */
  void awaitChecks(int rounds) {
    for (Loop loop : loops) {
      if (loop.what.startsWith("checks")) {
        awaitProgress(loop, rounds);
      }
    }
  }

  private static void awaitProgress(Loop loop, int rounds) {
    long enough = loop.successes.get() + rounds;
    Program.await(loop.what + " go on", TIMEOUT, () -> loop.successes.get() >= enough);
  }

  /** Returns the number of successful checks so far. */
  long checks() {
    return loops.stream()
        .filter(loop -> loop.what.startsWith("checks"))
        .mapToLong(loop -> loop.successes.get())
        .sum();
  }

  /** Returns the names whose registration was answered with 201, in the order of the responses. */
  List<String> acknowledged() {
    return acknowledged.stream().map(Acknowledged::name).toList();
  }

  /** Returns the acknowledged names whose registration was sent after a time. */
  List<String> acknowledgedSince(long time) {
    return acknowledged.stream()
        .filter(each -> each.began() - time > 0)
        .map(Acknowledged::name)
        .toList();
  }

  /** Returns the failed registrations and log-ins. */
  List<Failure> failures() {
    return List.copyOf(failures);
  }

  List<Failure> refusedChecks() {
    return List.copyOf(refusedChecks);
  }

  /** Stops the clients, and waits until each has finished its request. */
  @Override
  public void close() {
    closing = true;
    clients.close();
  }
}
