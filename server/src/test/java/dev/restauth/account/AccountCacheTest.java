package dev.restauth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The account cache, while another server has changed an account and this server has not been
 * notified yet.
 */
class AccountCacheTest {
  @TempDir Path folder;
  private Store store;
  private AccountCache cache;
  private long id;
  private long generation;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), InstantSource.system()).open();
    cache = new AccountCache(store);
    Account created =
        store
            .<Optional<Account>>inTransaction(
                tx -> new AccountRows(tx).create("miguel", "hash", Instant.EPOCH))
            .orElseThrow();
    id = created.id();
    cache.find(id);
    generation =
        store
            .<Optional<Account>>inTransaction(
                tx -> new RevokingAccountRows(tx).revokeAllTokens(id, created.generation()))
            .orElseThrow()
            .generation();
  }

  @AfterEach
  void close() {
    store.close();
  }

  /**
   * To issue a token, the server reads the account from the store. To check the token, it uses the
   * cache, which may still be outdated. The server must not refuse the token it has just issued.
   */
  @Test
  void tokenOfALaterGenerationShowsThatTheCachedAccountIsOutdated() {
    assertThat(cache.find(id)).get().extracting(Account::generation).isEqualTo(generation - 1);
    assertThat(cache.find(id, generation))
        .get()
        .extracting(Account::generation)
        .isEqualTo(generation);
    assertThat(cache.find(id)).get().extracting(Account::generation).isEqualTo(generation);
  }

  @Test
  void tokenOfAnEarlierGenerationReadsNothing() {
    assertThat(cache.find(id, generation - 1))
        .get()
        .extracting(Account::generation)
        .isEqualTo(generation - 1);
  }
}
