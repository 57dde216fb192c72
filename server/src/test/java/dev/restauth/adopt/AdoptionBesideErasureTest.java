package dev.restauth.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.HeldLock;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AccountErasure;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows.NewAccount;
import dev.restauth.account.RetiredNames;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.store.sql.TestDatabase;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An account is erased while an import on PostgreSQL reaches the same account again. */
class AdoptionBesideErasureTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final RetiredNames names = new RetiredNames(KeyedDigest.ofThisProcess());

  @RegisterExtension
  private final TestServer server = new TestServer().on(() -> TestDatabase.POSTGRESQL);

  private Optional<Account> adopt(String username) {
    return server
        .store()
        .inTransaction(
            tx ->
                names.adopt(
                    tx,
                    new NewAccount(
                        Optional.empty(),
                        username,
                        Optional.empty(),
                        Optional.empty(),
                        new AdoptedSourceRows(tx).findOrAdd("old", NOON),
                        "7",
                        Optional.empty(),
                        true,
                        NOON)));
  }

  /** The user has another name at the source now, so only the key shows that it is the same user. */
  @Test
  void anAccountThatIsBeingErasedIsNotImportedAgain() throws Exception {
    AccountErasure erasure =
        new AccountErasure(server.store(), names, (_, _) -> {}, () -> false, new SetClock());
    Account anna = adopt("anna").orElseThrow();
    assertThat(
            new HeldLock(
                    server,
                    TestDatabase.POSTGRESQL,
                    tx -> assertThat(erasure.eraseAgain(tx, anna.id(), anna.createdAt())).isTrue(),
                    _ -> {})
                .during(() -> adopt("bert")))
        .isEmpty();
    assertThat(
            server
                .store()
                .<Optional<Account>>reading(tx -> new AccountRows(tx).findByUsername("bert")))
        .isEmpty();
  }
}
