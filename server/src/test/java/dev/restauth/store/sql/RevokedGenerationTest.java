package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.session.RevocationRows;
import dev.restauth.session.RevocationRows.RevokedGenerations;
import dev.restauth.store.Store;
import dev.restauth.token.SigningKeyRows;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Revoked account generations, which both databases store until their tokens have expired. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class RevokedGenerationTest {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  @AutoClose private Store store;
  private long miguel;

  @BeforeEach
  void open() throws SQLException {
    store = kind.fresh(folder).open();
    store.inTransaction(
        tx -> {
          new SigningKeyRows(tx).add(TestDatabase.key("a")); // the row has the lifetime of tokens
          return true;
        });
    miguel =
        store
            .<Optional<Account>>inTransaction(
                tx -> new AccountRows(tx).create("miguel", "hash", Instant.EPOCH))
            .orElseThrow()
            .id();
  }

  private Optional<Account> change(Function<RevokingAccountRows, Optional<Account>> change) {
    return store.inTransaction(tx -> change.apply(new RevokingAccountRows(tx)));
  }

  private List<RevokedGenerations> kept(Instant now) {
    return store.reading(tx -> new RevocationRows(tx).revokedGenerations(now));
  }

  private Instant now() {
    return store.<Instant>reading(tx -> tx.now());
  }

  @Test
  void onlyLastRevokedGenerationOfAnAccountIsStored() {
    assertThat(kept(Instant.EPOCH)).isEmpty();
    Instant before = now();
    change(accounts -> accounts.changePassword(miguel, 1, "new"));
    Instant after = now();

    assertThat(kept(after))
        .singleElement()
        .satisfies(
            revoked -> {
              assertThat(revoked.accountId()).isEqualTo(miguel);
              assertThat(revoked.before()).isEqualTo(2);
              assertThat(revoked.tokensUntil())
                  .isBetween(before.plus(LONGEST), after.plus(LONGEST).plusSeconds(60));
            });

    change(accounts -> accounts.changeState(miguel, false));
    change(accounts -> accounts.changeState(miguel, true));
    change(accounts -> accounts.revokeAllTokens(miguel, 4));
    change(accounts -> accounts.close(miguel, 5, "miguel"));
    assertThat(kept(after))
        .singleElement()
        .satisfies(revoked -> assertThat(revoked.before()).isEqualTo(6));
  }

  @Test
  void failedChangeStoresNothing() {
    change(accounts -> accounts.changePassword(miguel, 7, "new"));

    assertThat(kept(Instant.EPOCH)).isEmpty();
  }

  @Test
  void forgetsThoseWhoseTokensHaveExpired() {
    change(accounts -> accounts.revokeAllTokens(miguel, 1));
    Instant until = kept(Instant.EPOCH).getFirst().tokensUntil();

    assertThat(kept(until)).isEmpty();
    assertThat(purge(until.minusNanos(1_000))).isZero();
    assertThat(purge(until)).isEqualTo(1);
    assertThat(kept(Instant.EPOCH)).isEmpty();
  }

  private int purge(Instant now) {
    return store.inTransaction(tx -> new RevocationRows(tx).purgeGenerations(now, 10));
  }
}
