package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.HeldLock;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A revocation that has expired is renewed while another server on PostgreSQL removes it. */
class PurgeRaceTest {
  /** In the future, so that the server itself does not remove the rows during the test. */
  private static final Instant UNTIL = Instant.parse("2100-01-01T00:00:00Z");

  private static final Instant LATER = UNTIL.plus(Duration.ofHours(1));

  @RegisterExtension
  private final TestServer server =
      new TestServer().on(() -> TestDatabase.POSTGRESQL).withAccount("susan", "python");

  @Test
  void aRenewedGenerationStays() throws Exception {
    change(
        "INSERT INTO revoked_generation (account_id, generation, tokens_until) VALUES (?, 1, ?)",
        server.account("susan").id(),
        UNTIL);
    assertThat(
            removedDuring(
                tx -> tx.sql().change("UPDATE revoked_generation SET tokens_until = ?", LATER),
                rows -> rows.purgeGenerations(UNTIL, 10)))
        .isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM revoked_generation")).isOne();
  }

  @Test
  void aRenewedSessionStays() throws Exception {
    change(
        "INSERT INTO revoked_session (session_id, account_id, tokens_until) VALUES ('s', ?, ?)",
        server.account("susan").id(),
        UNTIL);
    assertThat(
            removedDuring(
                tx -> tx.sql().change("UPDATE revoked_session SET tokens_until = ?", LATER),
                rows -> rows.purge(UNTIL, 10)))
        .isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM revoked_session")).isOne();
  }

  /** Returns the number of rows that a purge removes while another transaction renews them. */
  private int removedDuring(Consumer<Transaction> renewal, ToIntFunction<RevocationRows> purge)
      throws Exception {
    return new HeldLock(server, TestDatabase.POSTGRESQL, renewal, _ -> {})
        .during(
            () ->
                server
                    .store()
                    .<Integer>inTransaction(tx -> purge.applyAsInt(new RevocationRows(tx))));
  }

  private void change(@CompileTimeConstant final String sql, Object... parameters) {
    assertThat(server.store().<Integer>inTransaction(tx -> tx.sql().change(sql, parameters)))
        .isOne();
  }
}
