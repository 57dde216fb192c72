package dev.restauth.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures many subscribers of revocations: the time until each subscriber is up to date, and the
 * time until all subscribers have received a log-out.
 */
public final class Subscribers {
  private static final int LOG_OUTS = 200;
  private static final Duration REST = Duration.ofSeconds(5);
  private static final String NAME = "miguel";

  /** The time after which the server makes a new snapshot for a new subscriber. */
  private static final long UNSHARED_MILLIS = 1_500;

  private final URI url;
  private final String key;
  private final ProcessHandle server;

  private Subscribers(URI url, String key, ProcessHandle server) {
    this.url = url;
    this.key = key;
    this.server = server;
  }

  /**
   * Prints lines that consist of a label and a figure.
   *
   * @param arguments the server's URL and process id, a service key, and the number of subscribers
   */
  public static void main(String[] arguments) throws Exception {
    new Subscribers(
            URI.create(arguments[0]),
            arguments[2],
            ProcessHandle.of(Long.parseLong(arguments[1])).orElseThrow())
        .measure(Integer.parseInt(arguments[3]));
  }

  private static void print(String what, String figure) {
    System.out.printf(Locale.ROOT, "| %s | %s%n", what, figure);
  }

  private Subscriber start() {
    return Subscriber.start(url, key);
  }

  private long processorTime() {
    return server.info().totalCpuDuration().map(Duration::toNanos).orElseThrow();
  }

  private void measure(int subscribers) throws Exception {
    start().currentAt(); // warms up
    Thread.sleep(UNSHARED_MILLIS);
    long begun = System.nanoTime();
    print(
        "until one new subscriber has all revocations, ms",
        Figures.millis(start().currentAt() - begun));
    Thread.sleep(UNSHARED_MILLIS);
    List<Subscriber> all = come(subscribers);
    rest();
    new Calls().register(url.toString(), NAME);
    logOuts(all);
  }

  private List<Subscriber> come(int subscribers) throws InterruptedException {
    long used = processorTime();
    long begun = System.nanoTime();
    List<Subscriber> all = Stream.generate(this::start).limit(subscribers).toList();
    long[] current = new long[subscribers];
    for (int i = 0; i < subscribers; i++) {
      current[i] = all.get(i).currentAt() - begun;
    }
    Arrays.sort(current);
    print(
        String.format(
            Locale.ROOT,
            "until %,d simultaneous new subscribers have them: the median, the last, ms",
            subscribers),
        Figures.millis(current[subscribers / 2]) + ", " + Figures.millis(current[subscribers - 1]));
    print(
        "… connections that these needed",
        Integer.toString(all.stream().mapToInt(Subscriber::attempts).sum()));
    print("… processor time of the server, ms", Figures.millis(processorTime() - used));
    return all;
  }

  private void rest() throws InterruptedException {
    long used = processorTime();
    Thread.sleep(REST);
    print(
        "processor time of the idle server, ms a second",
        Figures.millis((processorTime() - used) / REST.toSeconds()));
  }

  private void logOuts(List<Subscriber> all) throws IOException, InterruptedException {
    Calls calls = new Calls();
    long[][] heard = new long[3][LOG_OUTS];
    int before = all.getFirst().told();
    long used = processorTime();
    for (int i = 0; i < LOG_OUTS; i++) {
      calls.expect(204, Calls.logOut(url.toString(), calls.logIn(url.toString(), NAME)));
      long ended = System.nanoTime();
      long[] after = new long[all.size()];
      for (int j = 0; j < all.size(); j++) {
        while (all.get(j).told() <= before + i) {
          Thread.sleep(1);
        }
        after[j] = Math.max(0, all.get(j).toldAt() - ended);
      }
      Arrays.sort(after);
      heard[0][i] = after[0];
      heard[1][i] = after[after.length / 2];
      heard[2][i] = after[after.length - 1];
    }
    long each = (processorTime() - used) / LOG_OUTS;
    print(
        "from the 204 of a log-out until the first subscriber has its event, ms",
        Figures.millis(heard[0], ", "));
    print("… until the median has it", Figures.millis(heard[1], ", "));
    print("… until the last has it", Figures.millis(heard[2], ", "));
    print(
        "processor time of the server for a log-in, its log-out and the events, ms",
        Figures.millis(each));
  }
}
