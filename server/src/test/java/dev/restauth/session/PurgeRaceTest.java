package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.HeldLock;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A revocation that has expired is renewed while another server on PostgreSQL removes it. */
class PurgeRaceTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofHours(1));

  @RegisterExtension
  private final TestServer server =
      new TestServer().on(() -> TestDatabase.POSTGRESQL).withAccount("susan", "python");

  @Test
  void aRenewedGenerationStays() throws Exception {
    long id = server.account("susan").id();
    change(
        "INSERT INTO revoked_generation (account_id, generation, tokens_until) VALUES (?, 1, ?)",
        id,
        NOW);
    int removed =
        new HeldLock(
                server,
                TestDatabase.POSTGRESQL,
                tx -> tx.sql().change("UPDATE revoked_generation SET tokens_until = ?", LATER),
                _ -> {})
            .during(
                () ->
                    server
                        .store()
                        .<Integer>inTransaction(
                            tx -> new RevocationRows(tx).purgeGenerations(NOW, 10)));
    assertThat(removed).isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM revoked_generation")).isOne();
  }

  @Test
  void aRenewedSessionStays() throws Exception {
    long id = server.account("susan").id();
    change(
        "INSERT INTO revoked_session (session_id, account_id, tokens_until) VALUES ('s', ?, ?)",
        id,
        NOW);
    int removed =
        new HeldLock(
                server,
                TestDatabase.POSTGRESQL,
                tx -> tx.sql().change("UPDATE revoked_session SET tokens_until = ?", LATER),
                _ -> {})
            .during(
                () ->
                    server
                        .store()
                        .<Integer>inTransaction(tx -> new RevocationRows(tx).purge(NOW, 10)));
    assertThat(removed).isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM revoked_session")).isOne();
  }

  private void change(@CompileTimeConstant final String sql, Object... parameters) {
    assertThat(server.store().<Integer>inTransaction(tx -> tx.sql().change(sql, parameters)))
        .isOne();
  }
}
