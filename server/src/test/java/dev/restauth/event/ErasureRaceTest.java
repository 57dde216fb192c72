package dev.restauth.event;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.HeldLock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.http.HttpCalls;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An account is erased while another server on PostgreSQL numbers or stores its events. */
class ErasureRaceTest {
  private static final int ALL = 100;

  @RegisterExtension
  private final TestServer server =
      new TestServer(Map.of("trusted-proxies", "127.0.0.1"))
          .on(() -> TestDatabase.POSTGRESQL)
          .withAccount("susan", "python");

  @Test
  void noRequestIdStaysInAnEventThatIsNumbered() throws Exception {
    long id = server.account("susan").id();
    assertThat(
            new HeldLock(server, TestDatabase.POSTGRESQL, this::numberNewEvents, this::advance)
                // The server's own thread also waits, in order to number the events.
                .during(2, () -> call("DELETE", "/api/me", "203.0.113.77").status()))
        .isEqualTo(204);
    List<JsonNode> left = EventCalls.to(server).events("?account=" + id);
    assertThat(EventCalls.types(left)).contains("user.address_learned").endsWith("user.closed");
    assertThat(left).noneMatch(event -> event.has("request"));
  }

  @Test
  void anEventThatIsStoredAfterwardsHasNoPersonalData() throws Exception {
    Account susan = server.account("susan");
    String token =
        call("GET", "/api/token?refresh=true", "203.0.113.77").json().get("refresh_token").asText();
    assertThat(
            new HeldLock(
                    server,
                    TestDatabase.POSTGRESQL,
                    tx ->
                        assertThat(
                                new RevokingAccountRows(tx)
                                    .close(susan.id(), susan.generation(), "susan"))
                            .isPresent(),
                    _ -> {})
                .during(() -> server.calls().form("/oauth/revoke", "token=" + token).status()))
        .isEqualTo(200);
    JsonNode last = EventCalls.to(server).events("?account=" + susan.id()).getLast();
    assertThat(last.get("type").asText()).isEqualTo("session.ended");
    assertThat(last.has("personal")).isFalse();
    assertThat(last.has("request")).isFalse();
  }

  /** Causes events that have no number yet, and numbers them. */
  private void numberNewEvents(Transaction tx) {
    long last = new EventCounterRows(tx).lock().number();
    assertThat(call("GET", "/api/me", "203.0.113.78").status()).isEqualTo(200);
    assertThat(new EventRows(tx).number(last, ALL)).isPositive();
    new UnnumberedEventRows(tx).removeNumbered(last);
  }

  private void advance(Transaction tx) {
    new EventCounterRows(tx).advance(ALL);
  }

  private HttpCalls.Reply call(String method, String path, String address) {
    return server
        .calls()
        .call(
            method,
            path,
            Optional.empty(),
            basic("susan", "python"),
            "X-Forwarded-For: " + address);
  }
}
