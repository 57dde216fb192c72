package dev.restauth.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Metrics of a server on PostgreSQL: connection pools, commits, and the staleness of its caches.
 */
class PostgresMetricsTest {
  @RegisterExtension
  private final TestServer server =
      new TestServer(Map.of("management-port", "0"))
          .withAccount("miguel", "python")
          .on(() -> TestDatabase.POSTGRESQL)
          .withUsualTimeout();

  @Test
  void countsTransactionsAndConnections() {
    var _ = server.calls().token("miguel", "python");
    Scrape scrape = Scrape.of(server);
    assertThat(scrape.value("restauth_store_duration_seconds_count{kind=\"writing\"}"))
        .isGreaterThanOrEqualTo(2);
    assertThat(scrape.value("restauth_store_commit_duration_seconds_count"))
        .isGreaterThanOrEqualTo(2);
    assertThat(scrape.samples())
        .containsEntry("restauth_store_outage{kind=\"writing\"}", 0.0)
        .containsEntry("restauth_store_waiting{kind=\"reading\"}", 0.0)
        .containsKey("restauth_store_connections{kind=\"reading\",state=\"idle\"}")
        .containsEntry("restauth_cluster_staleness_limit_seconds", 60.0)
        .containsEntry("restauth_cluster_usable", 1.0);
    assertThat(scrape.value("restauth_cluster_staleness_seconds")).isLessThan(60);
  }

  @Test
  void countsTransactionsWhoseTurnDidNotCome() {
    Account miguel = server.account("miguel");
    String login = HttpCalls.basic("miguel", "python");
    assertThatThrownBy(
            () ->
                server
                    .store()
                    .inTransaction(
                        tx -> {
                          assertThat(new AccountRows(tx).lock(miguel.id(), miguel.generation()))
                              .isTrue();
                          throw new Undone(changeLocale(login));
                        }))
        .isInstanceOfSatisfying(
            Undone.class,
            undone -> {
              assertThat(undone.reply.status()).isEqualTo(503);
              assertThat(undone.reply.header("retry-after")).isPresent();
              assertThat(undone.reply.json().get("detail").asText())
                  .startsWith("Too many requests change the same data.");
            });
    assertThat(Scrape.of(server).samples())
        .containsEntry("restauth_store_late_turns_total{kind=\"writing\"}", 1.0)
        .containsEntry("restauth_store_failures_total{kind=\"writing\"}", 0.0);
    assertThat(changeLocale(login).status()).isEqualTo(200);
  }

  private Reply changeLocale(String login) {
    Optional<String> body = Optional.of("{\"locale\":\"de\"}");
    return server.calls().call("PATCH", "/api/me", body, login, "Content-Type: application/json");
  }

  /** Ends a transaction without a commit. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Reply reply;

    Undone(Reply reply) {
      this.reply = reply;
    }
  }
}
