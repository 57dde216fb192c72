package dev.restauth.bench.fuzz;

import dev.restauth.bench.fuzz.Verdict.Difference;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends the same randomly changed requests to two servers, and compares the requests that each
 * server sees in the bytes. A server is laxer in two cases: it continues after a request that the
 * other refuses, or it reads bytes as a body that the other reads as a request. Thread-safe.
 */
public final class Fuzz {
  private static final int CONNECTIONS = 8;

  /** The exit status if a dangerous difference was found. */
  private static final int DANGEROUS = 3;

  /**
   * The number of times that a difference must repeat, to exclude effects of a full queue or a slow
   * moment.
   */
  private static final int CONFIRMATIONS = 2;

  private final InetSocketAddress first;
  private final InetSocketAddress second;
  private final Corpus corpus;
  private final long seed;
  private final boolean bent;
  private final AtomicLong number = new AtomicLong();
  private final AtomicLong marked = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong unconfirmed = new AtomicLong();
  private final Map<Kind, Finding> found = new TreeMap<>();

  /** Differences of the same kind between the same verdicts. */
  private record Kind(Difference difference, String first, String second)
      implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return Comparator.comparing(Kind::difference)
          .thenComparing(Kind::first)
          .thenComparing(Kind::second)
          .compare(this, other);
    }
  }

  private record Finding(long count, long number, Case shortest) {
    Finding and(Finding other) {
      Finding shorter = other.shortest.bytes().length() < shortest.bytes().length() ? other : this;
      return new Finding(count + other.count, shorter.number, shorter.shortest);
    }
  }

  private Fuzz(URI first, URI second, Corpus corpus, long seed, boolean bent) {
    this.first = new InetSocketAddress(first.getHost(), first.getPort());
    this.second = new InetSocketAddress(second.getHost(), second.getPort());
    this.corpus = corpus;
    this.seed = seed;
    this.bent = bent;
  }

  /**
   * Prints each kind of difference once. The exit status is 3 if one of them is dangerous.
   *
   * @param arguments the URLs of the two servers, the file with the recorded requests, the seconds,
   *     a seed, and "bent" to simulate a second server that accepts bare line feeds as line ends;
   *     the run then proves that the program finds differences
   */
  public static void main(String[] arguments) throws Exception {
    Fuzz fuzz =
        new Fuzz(
            URI.create(arguments[0]),
            URI.create(arguments[1]),
            Corpus.read(Path.of(arguments[2])),
            Long.parseLong(arguments[4]),
            arguments.length > 5);
    long seconds = Long.parseLong(arguments[3]);
    fuzz.run(seconds);
    System.exit(fuzz.report(seconds) ? DANGEROUS : 0);
  }

  private void run(long seconds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        running.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    compare(number.getAndIncrement());
                  }
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
  }

  private void compare(long each) throws IOException {
    Case sent = Case.of(corpus, seed, each);
    Kind kind = difference(sent);
    for (int i = 0; i < CONFIRMATIONS && kind.difference != Difference.NONE; i++) {
      if (!difference(sent).equals(kind)) {
        unconfirmed.incrementAndGet();
        return;
      }
    }
    if (kind.difference != Difference.NONE) {
      synchronized (found) {
        found.merge(kind, new Finding(1, each, sent), Finding::and);
      }
    }
  }

  private Kind difference(Case sent) throws IOException {
    Verdict one = sent.send(first);
    Verdict other = (bent ? sent.bent() : sent).send(second);
    if (one.answers().stream().anyMatch(Verdict.Answer::marked)) {
      marked.incrementAndGet();
    }
    if (one.answers().stream().anyMatch(Verdict.Answer::refuses)) {
      refused.incrementAndGet();
    }
    return new Kind(one.to(other), one.toString(), other.toString());
  }

  /** Prints the differences, and returns whether one of them is dangerous. */
  private boolean report(long seconds) {
    synchronized (found) {
      found.forEach(
          (kind, finding) ->
              System.out.printf(
                  Locale.ROOT,
                  "%s, %,d times: first %s; second %s%n  case %d: %s%n",
                  kind.difference,
                  finding.count,
                  kind.first,
                  kind.second,
                  finding.number,
                  finding.shortest.escaped()));
      System.out.printf(
          Locale.ROOT,
          "seed %d: %,d cases in %d s (%,d a minute); the first saw the request at the end in %,d and refused in %,d;"
              + " %d kinds of difference, %d that did not recur%n",
          seed,
          number.get(),
          seconds,
          number.get() * 60 / seconds,
          marked.get(),
          refused.get(),
          found.size(),
          unconfirmed.get());
      return found.keySet().stream().anyMatch(kind -> kind.difference.isDangerous());
    }
  }
}
