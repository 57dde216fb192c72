package dev.restauth.bench;

import dev.restauth.admin.TestAccounts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A flood of log-ins with wrong passwords, which arrive at a fixed rate whether they are answered or
 * not; and meanwhile the owner of an account, who logs in every second with the right one.
 */
public final class Flood {
  /** Below the 4,096 connections that a server holds unless told otherwise. */
  private static final int CONNECTIONS_AT_MOST = 3_500;

  private static final int EVERY_OWNERTH = 10;

  private final URI server;
  private final Arguments arguments;
  private final ConcurrentLinkedDeque<LoginConnection> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore connections = new Semaphore(CONNECTIONS_AT_MOST);
  private final LongAdder sent = new LongAdder();
  private final LongAdder unsent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder[] answers = new LongAdder[600];

  /**
   * What is to be done.
   *
   * @param rate of wrong log-ins a second; 0 for the owner alone
   * @param seconds how long
   * @param addresses from how many addresses the wrong log-ins say they come
   * @param accounts how many test accounts they try, besides the owner's
   * @param owner name and password with a colon between them
   * @param ownerAddress from where the owner comes
   */
  private record Arguments(
      double rate, int seconds, int addresses, int accounts, String owner, String ownerAddress) {
    String ownerName() {
      return owner.substring(0, owner.indexOf(':'));
    }
  }

  private Flood(URI server, Arguments arguments) {
    this.server = server;
    this.arguments = arguments;
    Arrays.setAll(answers, status -> new LongAdder());
  }

  /**
   * Prints one line: how many were sent, the answers 401, 429, 503 and others, how many failed without
   * an answer, how many could not be sent since too many waited for theirs; then the owner's log-ins,
   * how many of them were refused, and the slowest in milliseconds.
   *
   * @param arguments the server's address, then those of {@link Arguments} in their order
   */
  public static void main(String[] arguments) throws Exception {
    Flood flood =
        new Flood(
            URI.create(arguments[0]),
            new Arguments(
                Double.parseDouble(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                arguments[5],
                arguments[6]));
    System.out.println(flood.run());
  }

  private String run() throws Exception {
    Owner owner = new Owner(server, arguments.owner(), arguments.ownerAddress());
    long end = System.nanoTime() + Duration.ofSeconds(arguments.seconds()).toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var owning = threads.submit(() -> owner.logInEverySecondUntil(end));
      if (arguments.rate() > 0) {
        flood(threads, end);
      }
      owning.get();
    }
    return String.join(" ", counts(), owner.toString());
  }

  /** Arrivals that were missed while this thread did not run are made up for. */
  private void flood(ExecutorService threads, long end) {
    double between = 1e9 / arguments.rate();
    long start = System.nanoTime();
    for (long number = 0; start + (long) (number * between) < end; number++) {
      long due = start + (long) (number * between);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      arrive(threads, number);
    }
  }

  private void arrive(ExecutorService threads, long number) {
    if (!connections.tryAcquire()) {
      unsent.increment();
      return;
    }
    sent.increment();
    threads.execute(
        () -> {
          try {
            logIn(number);
          } finally {
            connections.release();
          }
        });
  }

  private void logIn(long number) {
    try {
      LoginConnection connection = idle.poll();
      if (connection == null) {
        connection = LoginConnection.to(server);
      }
      answers[connection.logIn(credentials(number), address(number))].increment();
      if (connection.stays()) {
        idle.push(connection);
      }
    } catch (IOException e) {
      failed.increment();
    }
  }

  private String credentials(long number) {
    String name =
        number % EVERY_OWNERTH == 0
            ? arguments.ownerName()
            : TestAccounts.username(number % arguments.accounts());
    return name + ":wrong-" + number;
  }

  /** In 10.0.0.0/8, where the owner is not. */
  private String address(long number) {
    long host = number % arguments.addresses() + 1;
    return "10.%d.%d.%d".formatted(host >> 16 & 255, host >> 8 & 255, host & 255);
  }

  private String counts() {
    long unauthorized = answers[401].sum();
    long throttled = answers[429].sum();
    long unavailable = answers[503].sum();
    long all = Arrays.stream(answers).mapToLong(LongAdder::sum).sum();
    return "%d %d %d %d %d %d %d"
        .formatted(
            sent.sum(),
            unauthorized,
            throttled,
            unavailable,
            all - unauthorized - throttled - unavailable,
            failed.sum(),
            unsent.sum());
  }

  /** Somebody with the right password. */
  private static final class Owner {
    private final URI server;
    private final String credentials;
    private final String address;
    private int logIns;
    private int refused;
    private long slowestNanos;

    Owner(URI server, String credentials, String address) {
      this.server = server;
      this.credentials = credentials;
      this.address = address;
    }

    /** On a connection of her own each time, as somebody who comes anew. */
    void logInEverySecondUntil(long end) {
      long second = Duration.ofSeconds(1).toNanos();
      for (long due = System.nanoTime(); due < end; due += second) {
        LockSupport.parkNanos(due - System.nanoTime());
        long before = System.nanoTime();
        logIns++;
        try (LoginConnection connection = LoginConnection.to(server)) {
          if (connection.logIn(credentials, address) != 200) {
            refused++;
          }
        } catch (IOException e) {
          refused++;
        }
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - before);
      }
    }

    @Override
    public String toString() {
      return "%d %d %d".formatted(logIns, refused, slowestNanos / 1_000_000);
    }
  }
}
