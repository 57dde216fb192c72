package dev.restauth.bench;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.database.DatabasePlace;
import dev.restauth.database.DatabaseUrl;
import dev.restauth.database.Databases;
import dev.restauth.session.RevocationRows;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Store;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.PostgresDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Revokes many sessions of one account in a database that no server has open. */
public final class RevokedSessions {
  private static final int IN_A_TRANSACTION = 10_000;

  private RevokedSessions() {}

  /**
   * Fills the database.
   *
   * @param arguments the URL of the database, and the number of sessions
   */
  public static void main(String[] arguments) {
    int sessions = Integer.parseInt(arguments[1]);
    Instant until = Instant.now().plus(Duration.ofDays(1));
    try (Store store = database(arguments[0]).open()) {
      long account =
          store
              .<Optional<Account>>inTransaction(
                  tx -> new AccountRows(tx).create("revoked", "no hash", tx.now()))
              .orElseThrow()
              .id();
      for (int i = 0; i < sessions; i += IN_A_TRANSACTION) {
        int from = i;
        store.inTransaction(
            tx -> {
              for (int j = from; j < Math.min(sessions, from + IN_A_TRANSACTION); j++) {
                new RevocationRows(tx).revokeSession(String.format("%022d", j), account, until);
              }
              return true;
            });
      }
    }
  }

  private static Database database(String url) {
    DatabasePlace place =
        new DatabaseUrl(url, Optional.empty(), Optional.empty())
            .place("database", Path.of("").toAbsolutePath());
    return Databases.at(
        place,
        SchemaDefinition.OF_THE_STORE,
        InstantSource.system(),
        PostgresDatabase.COMMAND_TIMEOUT);
  }
}
