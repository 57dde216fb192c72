package dev.restauth.login;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.ForeignHashes;
import dev.restauth.email.EmailRows;
import dev.restauth.mail.EmailAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Neither the answer to a failed log-in nor its time shows whether an account exists or is disabled
 * (CWE-204, CWE-208). This is the only test that asserts times: not how long anything takes, but
 * that all of them take equally long.
 */
class PasswordTimingTest {
  /** The cheapest hash: the less time it takes, the more the rest weighs. */
  private static final Map<String, String> SETTINGS =
      Map.of("argon2-memory", "7168", "argon2-iterations", "1", "address-login", "true");

  private static final int WARM_UP = 1_000;
  private static final int MEASURED = 2_500;

  /** The customary bound for timing leaks: chance exceeds it once in 150,000 times. */
  private static final double T_AT_MOST = 4.5;

  /**
   * The share of all times that is used; slower ones were disturbed by other processes or the
   * garbage collector.
   */
  private static final double KEPT = 0.9;

  /** Names and addresses of one length, so that the requests have one length, too. */
  private enum Kind {
    UNKNOWN("nobody-an.example", "python"),
    WRONG_PASSWORD("miguel-an.example", "pythoff"),
    DISABLED("locked-an.example", "python"),
    UNKNOWN_ADDRESS("nobody@an.example", "python"),
    ADDRESS_AND_WRONG_PASSWORD("miguel@an.example", "pythoff"),
    ADDRESS_OF_DISABLED("locked@an.example", "python");

    private final String username;
    private final String password;

    Kind(String username, String password) {
      this.username = username;
      this.password = password;
    }

    /** Returns one of many names of the same length. */
    String username(int number) {
      return username + String.format(Locale.ROOT, "%07d", number);
    }

    private boolean isUnknown() {
      return this == UNKNOWN || this == UNKNOWN_ADDRESS;
    }
  }

  /**
   * Hashes of "python": a wrapped one, a quick one, and one that takes longer than the server's
   * own.
   */
  private static final List<String> FOREIGN =
      List.of(
          "{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
          "$2b$05$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi",
          "pbkdf2:sha256:150000$aW3JCTaw"
              + "$586573532393bc2b5e86a3076bdb254d72bacde42c431ffddac27ecfa3da67d0");

  /**
   * The number of accounts of each kind; divisible by the number of formats, so that all of them
   * are equally frequent.
   */
  private static final int ACCOUNTS = 300;

  @TempDir Path folder;

  @Test
  void answersTheSameBytes() throws IOException {
    try (TestServer server = start();
        Connection connection = new Connection(server)) {
      for (String accept : List.of("*/*", "application/json")) {
        List<String> answers = new ArrayList<>();
        for (Kind kind : Kind.values()) {
          answers.add(withoutDate(connection.answer(request(kind, accept))));
        }
        assertThat(answers).hasSameSizeAs(Kind.values()).allMatch(answers.getFirst()::equals);
        assertThat(answers.getFirst()).startsWith("HTTP/1.1 401 ");
      }
    }
  }

  @Test
  @Tag("long")
  void takesTheSameTime() throws IOException {
    try (TestServer server = start();
        Connection connection = new Connection(server)) {
      Requests requests = (kind, i) -> request(kind.username, kind.password, "*/*");
      measure(connection, WARM_UP, requests);
      assertEquallyLong(measure(connection, MEASURED, requests));
    }
  }

  /**
   * In this store each account has its own time, and so has each unknown name. An attacker who
   * compares many of both learns nothing.
   */
  @Test
  @Tag("long")
  void takesTheSameTimeInAStoreOfThreeFormats() throws IOException {
    try (TestServer server = startWithForeignHashes();
        Connection connection = new Connection(server)) {
      Random random = new Random(2);
      Requests requests =
          (kind, i) -> {
            // Each unknown name is tried once: it always has the same format.
            int among = kind.isUnknown() ? 10_000_000 : ACCOUNTS;
            return request(kind.username(random.nextInt(among)), kind.password, "*/*");
          };
      measure(connection, WARM_UP, requests);
      assertEquallyLong(measure(connection, MEASURED, requests));
    }
  }

  private TestServer startWithForeignHashes() throws IOException {
    TestServer server = TestServer.start(folder, InstantSource.system(), SETTINGS);
    StringBuilder csv = new StringBuilder("username,password_hash,active\n");
    for (Kind kind : List.of(Kind.WRONG_PASSWORD, Kind.DISABLED)) {
      for (int i = 0; i < ACCOUNTS; i++) {
        csv.append(kind.username(i))
            .append(',')
            .append(FOREIGN.get(i % FOREIGN.size()))
            .append(',')
            .append(kind != Kind.DISABLED)
            .append('\n');
      }
    }
    Path file = Files.writeString(folder.resolve("users.csv"), csv);
    TestServer.operate(folder, "adopt", Map.of("source", "csv", "file.1", file.toString()));
    while (server
        .store()
        .<List<ForeignHashes>>reading(tx -> new AdoptedAccountRows(tx).foreignHashes())
        .stream()
        .anyMatch(kind -> kind.kind().equals("sha1"))) {
      Thread.onSpinWait(); // until all are wrapped, so that nothing else is hashed
    }
    for (Kind kind : List.of(Kind.WRONG_PASSWORD, Kind.DISABLED)) {
      for (int i = 0; i < ACCOUNTS; i++) {
        confirmAddress(server, kind.username(i));
      }
    }
    return server;
  }

  /** Gives an account the address that differs from its name in the sign alone. */
  private static void confirmAddress(TestServer server, String username) {
    Account account = server.account(username);
    boolean confirmed =
        server
            .store()
            .inTransaction(
                tx -> {
                  boolean active = account.active();
                  AccountRows accounts = new AccountRows(tx);
                  Account now =
                      active ? account : accounts.changeState(account.id(), true).orElseThrow();
                  boolean done =
                      new EmailRows(tx)
                          .confirm(
                              now.id(),
                              now.generation(),
                              EmailAddress.of(username.replace("-an", "@an")).orElseThrow());
                  return done && (active || accounts.changeState(account.id(), false).isPresent());
                });
    assertThat(confirmed).as(username).isTrue();
  }

  private static void assertEquallyLong(Map<Kind, double[]> times) {
    double slowestKept = quantile(times, KEPT);

    List<String> all = new ArrayList<>();
    List<String> tooFarApart = new ArrayList<>();
    for (Kind one : Kind.values()) {
      for (Kind other : Kind.values()) {
        if (one.compareTo(other) < 0) {
          for (double limit : new double[] {slowestKept, Double.POSITIVE_INFINITY}) {
            Sample first = Sample.of(times(times, one), limit);
            Sample second = Sample.of(times(times, other), limit);
            String finding = finding(one, first, other, second);
            all.add(finding);
            if (Math.abs(first.welch(second)) >= T_AT_MOST) {
              tooFarApart.add(finding);
            }
          }
        }
      }
    }
    System.out.println(String.join("\n", all)); // into surefire-reports
    assertThat(tooFarApart).as("all: %s", all).isEmpty();
  }

  private TestServer start() {
    TestServer server = TestServer.start(folder, InstantSource.system(), SETTINGS);
    for (Kind kind : List.of(Kind.WRONG_PASSWORD, Kind.DISABLED)) {
      assertThat(server.calls().register(kind.username, "python").status()).isEqualTo(201);
      confirmAddress(server, kind.username);
    }
    TestServer.operate(folder, "user.disable", Map.of("username", Kind.DISABLED.username));
    return server;
  }

  private static byte[] request(Kind kind, String accept) {
    return request(kind.username, kind.password, accept);
  }

  private static byte[] request(String username, String password, String accept) {
    return ("GET /api/resource HTTP/1.1\r\nHost: localhost\r\nAccept: "
            + accept
            + "\r\n"
            + basic(username, password)
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private interface Requests {
    byte[] of(Kind kind, int number);
  }

  /** Measures log-ins one at a time, in microseconds; those of each round are in random order. */
  private static Map<Kind, double[]> measure(Connection connection, int each, Requests requests)
      throws IOException {
    Random random = new Random(1);
    Map<Kind, double[]> times = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      times.put(kind, new double[each]);
    }
    List<Kind> order = new ArrayList<>(List.of(Kind.values()));
    String expected = withoutDate(connection.answer(requests.of(Kind.UNKNOWN, 0)));
    for (int i = 0; i < each; i++) {
      Collections.shuffle(order, random);
      for (Kind kind : order) {
        byte[] request = requests.of(kind, i);
        long before = System.nanoTime();
        String answer = connection.answer(request);
        times(times, kind)[i] = (System.nanoTime() - before) / 1_000.0;
        assertThat(withoutDate(answer)).isEqualTo(expected);
      }
    }
    return times;
  }

  private static String withoutDate(String answer) {
    return answer.replaceFirst("\r\nDate: [^\r]*", "");
  }

  private static double[] times(Map<Kind, double[]> times, Kind kind) {
    return Objects.requireNonNull(times.get(kind));
  }

  private static double quantile(Map<Kind, double[]> times, double share) {
    double[] sorted = times.values().stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    return sorted[(int) (share * (sorted.length - 1))];
  }

  private static String finding(Kind one, Sample first, Kind other, Sample second) {
    return "%s (%s) and %s (%s): t = %.2f"
        .formatted(one, first, other, second, first.welch(second));
  }

  /** Times of one kind, in microseconds. */
  private record Sample(int size, double mean, double variance) {

    /** Leaves out times beyond a limit, which is the same for all kinds. */
    static Sample of(double[] times, double limit) {
      double[] kept = Arrays.stream(times).filter(time -> time <= limit).toArray();
      double mean = Arrays.stream(kept).average().orElseThrow();
      double squares = Arrays.stream(kept).map(time -> (time - mean) * (time - mean)).sum();
      return new Sample(kept.length, mean, squares / (kept.length - 1));
    }

    /** Welch's t of two samples, whose variances may differ. */
    double welch(Sample other) {
      return (mean - other.mean) / Math.sqrt(variance / size + other.variance / other.size);
    }

    @Override
    public String toString() {
      return "%d of %.1f ± %.1f µs".formatted(size, mean, Math.sqrt(variance));
    }
  }

  /** A persistent connection. */
  private record Connection(Socket socket, InputStream in, OutputStream out)
      implements AutoCloseable {
    private static final String LENGTH = "\r\nContent-Length: ";

    Connection(TestServer server) throws IOException {
      this(server.calls().connect());
      socket.setTcpNoDelay(true);
    }

    private Connection(Socket socket) throws IOException {
      this(socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
    }

    /** Reads the whole answer, byte for byte. */
    String answer(byte[] request) throws IOException {
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
