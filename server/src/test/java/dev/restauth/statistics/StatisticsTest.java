package dev.restauth.statistics;

import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Statistics for administrators. */
@ExtendWith(QuietLogs.class)
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class StatisticsTest {
  private static final String PATH = "/api/admin/statistics";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final TestServer server = new TestServer(clock).on(() -> database);

  private final AdministratorCalls calls = new AdministratorCalls(server);

  private JsonNode read(String credentials) {
    return calls.get(PATH, credentials).json();
  }

  @Test
  void countsAtMostOnceAMinute() {
    String reader = calls.administrator("reader", "users:read");
    for (int i = 0; i < 3; i++) {
      assertThat(server.calls().register("user" + i, "python").status()).isEqualTo(201);
      server.calls().token("user" + i, "python");
    }
    calls.operate("user.disable", Map.of("username", "user1"));
    calls.operate("user.close", Map.of("username", "user2"));
    server.serviceKey("shop", "tokens:introspect");

    JsonNode first = read(reader);
    assertThat(first.get("accounts").toString())
        .isEqualTo("{\"active\":2,\"disabled\":1,\"closed\":1}");
    assertThat(first.get("sessions").get("live").asLong()).isEqualTo(1);
    assertThat(first.get("service_keys").toString()).isEqualTo("{\"active\":1,\"disabled\":0}");
    assertThat(first.get("mails").toString()).isEqualTo("{\"waiting\":0,\"failed\":0}");
    assertThat(first.get("invitations").get("pending").asLong()).isZero();
    assertThat(first.get("events").get("last_day").asLong()).isNotNegative();

    assertThat(server.calls().register("anna", "python").status()).isEqualTo(201);
    clock.move(Duration.ofSeconds(59));
    assertThat(read(reader)).isEqualTo(first);
    clock.move(Duration.ofSeconds(1));
    JsonNode second = read(reader);
    assertThat(second.get("accounts").get("active").asLong()).isEqualTo(3);
    assertThat(second.get("counted_at").asText()).isGreaterThan(first.get("counted_at").asText());

    // After the first request for statistics, maintenance counts again before an administrator
    // asks.
    assertThat(server.calls().register("bert", "python").status()).isEqualTo(201);
    clock.move(Duration.ofSeconds(45));
    server.runMaintenance();
    assertThat(read(reader).get("accounts").get("active").asLong()).isEqualTo(4);
  }

  /**
   * The server computes the count from the numbers of the events, and a restore makes a gap in
   * these numbers.
   */
  @Test
  void restoresAreNotCountedAsEvents() {
    long counted =
        server
            .store()
            .inTransaction(
                tx -> {
                  tx.sql().change("DELETE FROM event");
                  for (long number : List.of(5L, 6L, 7L, 8L, 10_000_009L, 10_000_010L)) {
                    tx.sql()
                        .change(
                            "INSERT INTO event (number, id, at, type, outcome, members)"
                                + " VALUES (?, ?, ?, 'user.closed', 'done', '{}')",
                            number,
                            "event" + number,
                            tx.now());
                  }
                  StatisticsRows rows = new StatisticsRows(tx);
                  tx.sql().change("UPDATE event_counter SET number = 10000010");
                  long withOne = rows.events(Instant.EPOCH);
                  tx.sql().change("UPDATE event_counter SET number = 90000010");
                  assertThat(rows.events(Instant.EPOCH))
                      .as("and another restore")
                      .isEqualTo(withOne);
                  return withOne;
                });
    assertThat(counted).isEqualTo(6);
  }

  @Test
  void countsInSlices() {
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "INSERT INTO account (username, generation, state, created_at)"
                            + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                            + " SELECT i + 1 FROM n WHERE i < 40001)"
                            + " SELECT 'bulk' || i, 1, 'disabled', 0 FROM n"));
    String reader = calls.administrator("reader", "users:read");
    assertThat(read(reader).get("accounts").get("disabled").asLong())
        .isEqualTo(2 * StatisticsRows.SLICE + 1); // 40,001
    assertThat(outcome(calls.get(PATH, calls.administrator("clerk", "mail:read"))))
        .isEqualTo("403 insufficient-scope");
  }
}
