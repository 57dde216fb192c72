package dev.restauth.login;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.Timings;
import dev.restauth.Timings.Connection;
import dev.restauth.account.Account;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.ForeignHashes;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.email.EmailRows;
import dev.restauth.mail.EmailAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Failed log-ins, whose response and duration must not reveal whether an account exists or is
 * disabled (CWE-204, CWE-208). Only this test and {@code AskTimingTest} compare durations. They
 * assert no absolute duration, but only that all durations are equal.
 */
class PasswordTimingTest {
  /** The cheapest hash. The less time the hash takes, the more any other difference shows. */
  private static final Map<String, String> SETTINGS =
      Map.of("argon2-memory", "7168", "argon2-iterations", "1", "address-login", "true");

  private static final int WARM_UP = 1_000;
  private static final int MEASURED = 2_500;

  /** Names and addresses of equal length, so that the requests have equal lengths too. */
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
   * Hashes of "python": a wrapped one, a fast one, and one that takes longer than the server's own
   * hash.
   */
  private static final List<String> FOREIGN =
      List.of(
          "{SHA}QjUie1FDathtB8fPXWm9omRJhN4=",
          "$2b$05$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi",
          "pbkdf2:sha256:150000$aW3JCTaw"
              + "$586573532393bc2b5e86a3076bdb254d72bacde42c431ffddac27ecfa3da67d0");

  /**
   * The number of accounts of each kind. It is divisible by the number of formats, so that all
   * formats are equally frequent.
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
    try (TestServer server = start()) {
      assertEquallyLong(server, kind -> _ -> request(kind, "*/*"));
    }
  }

  /**
   * In this store each account and each unknown name has its own duration. An attacker who compares
   * many accounts with many unknown names learns nothing.
   */
  @Test
  @Tag("long")
  void takesTheSameTimeInAStoreOfThreeFormats() throws IOException {
    try (TestServer server = startWithForeignHashes()) {
      Random random = new Random(2);
      assertEquallyLong(
          server,
          kind ->
              _ -> {
                // The test tries each unknown name only once, because each name always has the same
                // format.
                int among = kind.isUnknown() ? 10_000_000 : ACCOUNTS;
                return request(kind.username(random.nextInt(among)), kind.password, "*/*");
              });
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
      Thread.onSpinWait(); // until all hashes are wrapped, so that no other hash is computed
    }
    for (Kind kind : List.of(Kind.WRONG_PASSWORD, Kind.DISABLED)) {
      for (int i = 0; i < ACCOUNTS; i++) {
        confirmAddress(server, kind.username(i));
      }
    }
    return server;
  }

  /** Gives an account the address that is its name with an at sign in place of the hyphen. */
  private static void confirmAddress(TestServer server, String username) {
    Account account = server.account(username);
    boolean confirmed =
        server
            .store()
            .inTransaction(
                tx -> {
                  boolean active = account.active();
                  RevokingAccountRows accounts = new RevokingAccountRows(tx);
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

  private static void assertEquallyLong(
      TestServer server, Function<Kind, IntFunction<byte[]>> requests) throws IOException {
    Map<String, IntFunction<byte[]>> kinds = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      kinds.put(kind.name(), requests.apply(kind));
    }
    var _ = Timings.measure(server, 401, kinds, WARM_UP);
    Timings.measure(server, 401, kinds, MEASURED).assertEquallyLong();
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

  private static String withoutDate(String answer) {
    return answer.replaceFirst("\r\nDate: [^\r]*", "");
  }
}
