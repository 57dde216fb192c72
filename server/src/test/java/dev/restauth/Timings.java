package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Compares the durations of several kinds of requests. The comparison limits no duration, but finds
 * kinds that a client can distinguish by their duration (CWE-208).
 */
public final class Timings {
  /**
   * The customary bound for timing leaks. Without a leak, random variation exceeds the bound once
   * in 150,000 comparisons.
   */
  private static final double T_AT_MOST = 4.5;

  /**
   * The share of durations that the comparison uses. Other processes or the garbage collector
   * disturbed the slower ones.
   */
  private static final double KEPT = 0.9;

  private final Map<String, double[]> micros = new LinkedHashMap<>();

  private Timings() {}

  /**
   * Sends requests of all kinds in turn on one connection, and measures each response time.
   *
   * @param kinds makes the request of each kind with a given number; each response must have {@code
   * status}
   * @param each the number of measured requests of each kind
   */
  public static Timings measure(
      TestServer server, int status, Map<String, IntFunction<byte[]>> kinds, int each)
      throws IOException {
    Timings timings = new Timings();
    kinds.keySet().forEach(kind -> timings.micros.put(kind, new double[each]));
    List<String> order = new ArrayList<>(kinds.keySet());
    Random random = new Random(1);
    try (Connection connection = new Connection(server)) {
      for (int i = 0; i < each; i++) {
        Collections.shuffle(order, random);
        for (String kind : order) {
          byte[] request = Objects.requireNonNull(kinds.get(kind)).apply(i);
          long before = System.nanoTime();
          String answer = connection.answer(request);
          timings.of(kind)[i] = (System.nanoTime() - before) / 1_000.0;
          if (!answer.startsWith("HTTP/1.1 " + status + " ")) {
            throw new AssertionError(kind + ": " + answer);
          }
        }
      }
    }
    return timings;
  }

  private double[] of(String kind) {
    return Objects.requireNonNull(micros.get(kind));
  }

  /**
   * Asserts that Welch's t is small for each pair of kinds, with and without the slowest tenth of
   * all durations.
   */
  public void assertEquallyLong() {
    double slowestKept = quantile();
    List<String> all = new ArrayList<>();
    List<String> tooFarApart = new ArrayList<>();
    for (String one : micros.keySet()) {
      for (String other : micros.keySet()) {
        if (one.compareTo(other) < 0) {
          for (double limit : new double[] {slowestKept, Double.POSITIVE_INFINITY}) {
            Sample first = Sample.of(of(one), limit);
            Sample second = Sample.of(of(other), limit);
            double t = first.welch(second);
            String finding =
                "%s (%s) and %s (%s): t = %.2f".formatted(one, first, other, second, t);
            all.add(finding);
            if (Math.abs(t) >= T_AT_MOST) {
              tooFarApart.add(finding);
            }
          }
        }
      }
    }
    System.out.println(String.join("\n", all)); // Maven writes this line to surefire-reports
    assertThat(tooFarApart).as("all: %s", all).isEmpty();
  }

  private double quantile() {
    double[] sorted = micros.values().stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    return sorted[(int) (KEPT * (sorted.length - 1))];
  }

  /** Statistics of the durations of one kind, in microseconds. */
  private record Sample(int size, double mean, double variance) {

    /** Returns the statistics of the durations up to a limit, which is the same for all kinds. */
    static Sample of(double[] times, double limit) {
      double[] kept = Arrays.stream(times).filter(time -> time <= limit).toArray();
      double mean = Arrays.stream(kept).average().orElseThrow();
      double squares = Arrays.stream(kept).map(time -> (time - mean) * (time - mean)).sum();
      return new Sample(kept.length, mean, squares / (kept.length - 1));
    }

    /** Returns Welch's t of two samples, whose variances may differ. */
    double welch(Sample other) {
      return (mean - other.mean) / Math.sqrt(variance / size + other.variance / other.size);
    }

    @Override
    public String toString() {
      return "%d of %.1f ± %.1f µs".formatted(size, mean, Math.sqrt(variance));
    }
  }

  /** A persistent connection. */
  public record Connection(Socket socket, InputStream in, OutputStream out)
      implements AutoCloseable {
    private static final String LENGTH = "\r\nContent-Length: ";

    public Connection(TestServer server) throws IOException {
      this(server.calls().connect());
      socket.setTcpNoDelay(true);
    }

    private Connection(Socket socket) throws IOException {
      this(socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
    }

    /** Sends a request and returns the whole response, byte for byte. */
    public String answer(byte[] request) throws IOException {
      out.write(request);
      StringBuilder answer = new StringBuilder();
      int end = 0;
      while (end == 0 || answer.length() < end) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("closed after: " + answer);
        }
        answer.append((char) next);
        if (end == 0 && next == '\n' && answer.length() > 4 && endsHead(answer)) {
          end = answer.length() + length(answer);
        }
      }
      return answer.toString();
    }

    private static boolean endsHead(StringBuilder answer) {
      return answer.indexOf("\r\n\r\n", answer.length() - 4) >= 0;
    }

    private static int length(StringBuilder head) {
      int at = head.indexOf(LENGTH) + LENGTH.length();
      return Integer.parseInt(head.substring(at, head.indexOf("\r", at)));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
