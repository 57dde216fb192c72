package dev.restauth.bench.day;

import dev.restauth.bench.Subscriber;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The traffic of a day. Requests of each kind are sent at random times and at a fixed mean rate,
 * even if the server does not answer (open load). The latency of a request counts from the moment
 * when it was due.
 */
public final class Day {
  static final int TENTHS = 10;
  private static final Duration LATE = Duration.ofMinutes(1);
  private static final long WARM_UP_SECONDS = 15;

  private final Visits visits;
  private final long users;
  private final long seconds;
  private final Map<Kind, Answers> answers = new EnumMap<>(Kind.class);
  private final Phaser running = new Phaser(1);

  private Day(Visits visits, long users, long seconds) {
    this.visits = visits;
    this.users = users;
    this.seconds = seconds;
    for (Kind kind : Kind.values()) {
      answers.put(kind, new Answers());
    }
  }

  /**
   * Prints {@code tenth} and a number at the beginning and after each tenth of the time. Then
   * prints the rows of a Markdown table. At the end, prints other results, each line with a hyphen
   * in front.
   *
   * @param arguments the URL of the server, the seconds, the number of accounts, the number of
   *     users of the day, a service key for the feed and introspection, a file of personal keys,
   *     and a port for an SMTP server
   */
  public static void main(String[] arguments) throws Exception {
    URI url = URI.create(arguments[0]);
    long seconds = Long.parseLong(arguments[1]);
    long users = Long.parseLong(arguments[3]);
    MailSink mails = MailSink.start(Integer.parseInt(arguments[6]));
    Subscriber subscriber = Subscriber.start(url, arguments[4]);
    subscriber.currentAt();
    Visits visits =
        new Visits(
            new Client(url),
            new Visits.Site(Long.parseLong(arguments[2]), users),
            arguments[4],
            Files.readAllLines(Path.of(arguments[5])),
            new Sessions(places(users, seconds)),
            mails);
    Day day = new Day(visits, users, seconds);
    visits.begin();
    // Warms up without measuring. Otherwise the code of both programs would still be compiled when
    // the load begins.
    for (int part : List.of(10, 2)) {
      long few = Math.max(1, users * WARM_UP_SECONDS / seconds / part);
      new Day(visits, few, WARM_UP_SECONDS).run(_ -> {});
    }
    day.run(tenth -> System.out.println("tenth " + tenth));
    day.print();
    System.out.printf("- %,d mails arrived%n", mails.received());
    long logOuts = day.of(Kind.LOG_OUT).count();
    System.out.printf(
        "- the subscriber of the feed received %,d ended sessions; there were %,d log-outs%n",
        subscriber.told(), logOuts);
    System.exit(subscriber.told() < logOuts || day.failed() ? 1 : 0);
  }

  /**
   * Returns the number of sessions. With this number, each session is renewed about every 30
   * seconds. Tokens are valid for a minute.
   */
  private static int places(long users, long seconds) {
    double renewals =
        Kind.RENEWAL.perSecond(users, seconds) + Kind.REFRESH.perSecond(users, seconds);
    return (int) (30 * renewals) + 1;
  }

  private static final class Due {
    private final Kind kind;
    private final double meanNanos;
    private long at;

    Due(Kind kind, double meanNanos, long begin) {
      this.kind = kind;
      this.meanNanos = meanNanos;
      this.at = begin;
      advance();
    }

    /** Moves the time by a random interval. The times form a Poisson process. */
    void advance() {
      at += (long) (-Math.log(1 - ThreadLocalRandom.current().nextDouble()) * meanNanos);
    }
  }

  /**
   * Sends the requests, and waits for the last answer.
   *
   * @param progress receives 0 at the beginning, and then the number of each tenth when it is over
   */
  private void run(IntConsumer progress) throws InterruptedException, TimeoutException {
    long begin = System.nanoTime();
    long length = TimeUnit.SECONDS.toNanos(seconds);
    List<Due> dues =
        List.of(Kind.values()).stream()
            .map(
                kind ->
                    new Due(
                        kind, TimeUnit.SECONDS.toNanos(1) / kind.perSecond(users, seconds), begin))
            .toList();
    int tenth = 0;
    progress.accept(0);
    while (tenth < TENTHS) {
      Due next = dues.stream().min(Comparator.comparingLong(due -> due.at - begin)).orElseThrow();
      if (next.at - begin >= length / TENTHS * (tenth + 1)) {
        sleepUntil(begin + length / TENTHS * (tenth + 1));
        tenth++;
        progress.accept(tenth);
      } else {
        sleepUntil(next.at);
        start(next.kind, next.at, tenth);
        next.advance();
      }
    }
    running.awaitAdvanceInterruptibly(running.arrive(), LATE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void sleepUntil(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void start(Kind kind, long due, int tenth) {
    running.register();
    of(kind).offered();
    Thread.startVirtualThread(
        () -> {
          try {
            visit(kind, due, tenth);
          } finally {
            running.arriveAndDeregister();
          }
        });
  }

  private void visit(Kind kind, long due, int tenth) {
    Answers of = of(kind);
    try {
      if (visits.make(kind)) {
        of.answered(tenth, System.nanoTime() - due);
      } else {
        of.skipped();
      }
    } catch (IOException e) {
      of.failed(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      of.failed(e.toString());
    }
  }

  private Answers of(Kind kind) {
    return Objects.requireNonNull(answers.get(kind));
  }

  private boolean failed() {
    return answers.values().stream().anyMatch(of -> !of.unexpected().isEmpty());
  }

  private void print() {
    answers.forEach(
        (kind, of) -> System.out.println("| " + kind.text() + " | " + of.row(seconds) + " |"));
    answers.forEach(
        (kind, of) ->
            of.unexpected()
                .forEach(
                    (reason, count) ->
                        System.out.println("- " + kind.text() + ": " + count + " × " + reason)));
  }
}
