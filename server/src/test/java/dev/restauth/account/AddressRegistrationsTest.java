package dev.restauth.account;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The registration limit by client address, over HTTP. A trusted proxy sends the addresses. */
class AddressRegistrationsTest {
  private static final int MOST = 4;
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(
          clock,
          Map.of("trusted-proxies", "127.0.0.1", "address-registrations", String.valueOf(MOST)));

  private Reply register(String name, String address) {
    return server
        .calls()
        .post(
            "/api/users",
            "{\"username\":\"" + name + "\",\"password\":\"python\"}",
            "X-Forwarded-For: " + address);
  }

  private int registerAnother(String address) {
    return register("user-" + NAMES.incrementAndGet(), address).status();
  }

  @Test
  void areLimitedUntilTheIntervalIsOver() {
    for (int i = 0; i < MOST; i++) {
      assertThat(registerAnother("192.0.2.1")).isEqualTo(201);
    }
    long computed = server.hasher().computed();
    Reply refused = register("one-more", "192.0.2.1");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).contains("6");
    assertThat(refused.body()).contains("too-many-requests").contains("registered");
    assertThat(server.hasher().computed()).isEqualTo(computed);
    assertThat(registerAnother("192.0.2.2")).isEqualTo(201);

    clock.move(Duration.ofSeconds(6));
    assertThat(registerAnother("192.0.2.1")).isEqualTo(201);
    assertThat(registerAnother("192.0.2.1")).isEqualTo(429);
    clock.move(Duration.ofDays(1));
    for (int i = 0; i < MOST; i++) {
      assertThat(registerAnother("192.0.2.1")).isEqualTo(201);
    }
    assertThat(registerAnother("192.0.2.1")).isEqualTo(429);
  }

  /**
   * A /48 IPv6 network has only sixteen times the allowance of a /64 network, although it contains
   * 65,536 /64 networks.
   */
  @Test
  void areLimitedForANetworkOf48Bits() {
    String network = "2001:db8:1:%x::1";
    for (int i = 0; i < 16 * MOST; i++) {
      assertThat(registerAnother(network.formatted(i / MOST))).isEqualTo(201);
    }
    assertThat(registerAnother(network.formatted(16))).isEqualTo(429);
    assertThat(registerAnother("2001:db8:2::1")).isEqualTo(201);
  }

  /**
   * If a registration with a taken name did not count, a client could find out which names are
   * taken, without any limit.
   */
  @Test
  void countIfTheNameIsTaken() {
    assertThat(register("miguel", "192.0.2.1").status()).isEqualTo(201);
    for (int i = 1; i < MOST; i++) {
      assertThat(register("miguel", "192.0.2.1").status()).isEqualTo(400);
    }
    assertThat(register("miguel", "192.0.2.1").status()).isEqualTo(429);
  }

  @Test
  void areLimitedIfManyComeSimultaneously() {
    List<Integer> statuses =
        IntStream.range(0, 24).parallel().mapToObj(_ -> registerAnother("192.0.2.1")).toList();
    assertThat(statuses).containsOnly(201, 429);
    assertThat(statuses).filteredOn(status -> status == 201).hasSize(MOST);
  }

  @Test
  void areNotCountedIfTheyBreakARule() {
    for (int i = 0; i < 3 * MOST; i++) {
      assertThat(register("a:b", "192.0.2.1").status()).isEqualTo(400);
    }
    assertThat(registerAnother("192.0.2.1")).isEqualTo(201);
  }

  @Test
  void areUnlimitedForTheOperator() {
    for (int i = 0; i < MOST + 1; i++) {
      assertThat(
              server.operate(
                  "user.create", Map.of("username", "operator-" + i, "password", "python")))
          .isInstanceOf(dev.restauth.operator.Reply.Done.class);
    }
  }

  /**
   * A client that receives 503 has created no account, and has not learned whether the name is
   * taken.
   */
  @Test
  @Tag("sqlite")
  void areNotCountedIfTheDatabaseCannotBeWritten() throws IOException {
    Path database = server.folder().resolve("data/restauth.sqlite");
    Path elsewhere = server.folder().resolve("elsewhere");
    Files.move(database, elsewhere);
    for (int i = 0; i < 2 * MOST; i++) {
      assertThat(registerAnother("192.0.2.1")).isEqualTo(503);
    }
    Files.move(elsewhere, database);
    eventually("it is written again", () -> registerAnother("192.0.2.9") == 201);
    for (int i = 0; i < MOST; i++) {
      assertThat(registerAnother("192.0.2.1")).isEqualTo(201);
    }
    assertThat(registerAnother("192.0.2.1")).isEqualTo(429);
  }
}
