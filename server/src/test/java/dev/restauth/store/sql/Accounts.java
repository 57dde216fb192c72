package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.account.AccountRows;
import dev.restauth.store.Store;
import java.time.Instant;

/** Creation of many accounts in one transaction. */
public final class Accounts {
  public static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final String HASH = "$argon2id$v=19$" + "x".repeat(80);

  private Accounts() {}

  /** Creates {@code count} accounts in one transaction, with numbers after the name. */
  public static void make(Store store, String name, int count) {
    store.inTransaction(
        transaction -> {
          for (int i = 0; i < count; i++) {
            assertThat(new AccountRows(transaction).create(name + i, HASH, NOW)).isPresent();
          }
          return count;
        });
  }
}
