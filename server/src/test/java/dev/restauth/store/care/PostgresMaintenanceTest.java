package dev.restauth.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Declarations;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.job.Progress;
import dev.restauth.store.SharedDatabase.Revoked;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.Table;
import dev.restauth.store.sql.Accounts;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of a PostgreSQL database, and revocation after a restore. */
class PostgresMaintenanceTest {
  private static final Progress SILENT = (step, done, total) -> {};

  @TempDir Path folder;

  private PostgresDatabase database;
  private PostgresMaintenance whole;

  @BeforeEach
  void make() throws SQLException {
    database = (PostgresDatabase) TestDatabase.POSTGRESQL.fresh(folder);
    whole = new PostgresMaintenance(ours(database));
    try (Store store = database.open()) {
      Accounts.make(store, "user", 3);
    }
  }

  /** Creates a database with the tables of all features. */
  private static PostgresDatabase ours(PostgresDatabase found) {
    return new PostgresDatabase(
        found.hosts(),
        found.name(),
        found.user(),
        found.password(),
        found.options(),
        found.connections(),
        Declarations.OURS.schema(),
        found.timeout());
  }

  @Test
  void checkFindsNothingInASoundDatabase() {
    assertThat(whole.check(SILENT)).isEmpty();
    assertThat(whole.isUnused()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DROP TABLE flyway_schema_history | it is not a database of REST-auth: the table"
            + " flyway_schema_history is missing",
        "UPDATE flyway_schema_history SET version = '18' WHERE version = '17'; UPDATE property SET value"
            + " = '18' WHERE name = 'schema_floor' | it has schema version 18, this program's is 17: it"
            + " was written by a newer REST-auth",
        "DELETE FROM flyway_schema_history WHERE version = '17' | it has schema version 16, this"
            + " program's is 17: the next start brings it up to date",
        "DROP TABLE known_address | the table known_address is missing",
        "ALTER TABLE account DISABLE TRIGGER USER | the trigger account.account_id_was_used is missing"
            + " or disabled",
        "DROP TRIGGER change_is_there ON change | the trigger change.change_is_there is missing or"
            + " disabled",
        "DELETE FROM property WHERE name = 'epoch' | the property epoch is missing",
        "DELETE FROM change_counter | the row of the table change_counter is missing",
        "UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'session_by_end'::regclass | the"
            + " index session_by_end is not valid: REINDEX it",
        "SET session_replication_role = replica; INSERT INTO revoked_session VALUES ('s', 77, 0) | 1"
            + " rows of the table revoked_session belong to no row of the table account",
        "SELECT setval(pg_get_serial_sequence('account', 'id'), 2) | the highest id of the table"
            + " account is 3, and its sequence is behind it"
      })
  void checkFindsDamage(String damage, String finding) throws SQLException {
    execute(damage);

    assertThat(whole.check(SILENT)).containsExactly(finding);
  }

  @Test
  void usableNewerSchemaIsNoFinding() throws SQLException {
    execute("UPDATE flyway_schema_history SET version = '18' WHERE version = '17'");

    assertThat(whole.check(SILENT)).isEmpty();
    assertThatThrownBy(() -> whole.revokeAfterRestore(PostgresMaintenanceTest::fine, SILENT))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("schema version 18, this program supports 17: use the newer");
  }

  @Test
  void unusedDatabaseIsRecognized() throws SQLException {
    PostgresMaintenance empty =
        new PostgresMaintenance(ours((PostgresDatabase) TestDatabase.POSTGRESQL.empty(folder)));

    assertThat(empty.isUnused()).isTrue();
    assertThatThrownBy(() -> empty.revokeAfterRestore(PostgresMaintenanceTest::fine, SILENT))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("restore the backup first");
    assertThat(empty.isUnused()).isTrue();
  }

  @Test
  void everyTableHasARuleForARestore() throws SQLException {
    assertThat(Declarations.OURS.schema().tables().stream().map(Table::name))
        .as("the rule of after-restore for each table, so that nothing becomes valid again")
        .containsExactlyInAnyOrderElementsOf(
            texts("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"));
  }

  @Test
  void numbersIncreaseBeyondAllIssued() throws SQLException {
    String before = texts("SELECT value FROM property WHERE name = 'epoch'").getFirst();

    Revoked revoked = whole.revokeAfterRestore(PostgresMaintenanceTest::fine, SILENT);

    assertThat(revoked.accounts()).isEqualTo(3);
    assertThat(texts("SELECT value FROM property WHERE name = 'epoch'"))
        .containsExactly(revoked.epoch())
        .doesNotContain(before);
    assertThat(texts("SELECT generation FROM account"))
        .allSatisfy(text -> assertThat(Long.parseLong(text)).isGreaterThan(1_000_000));
    try (Store store = database.open()) {
      Account next =
          store.<Account>inTransaction(
              tx -> new AccountRows(tx).create("next", "hash", Accounts.NOW).orElseThrow());
      assertThat(next.id()).isGreaterThan(1_000_003);
      // An account that is adopted with its old id does not lower the counter.
      execute(
          "INSERT INTO account (id, username, generation, state, created_at)"
              + " VALUES (50, 'adopted', 1, 'active', 0)");
      Account after =
          store.<Account>inTransaction(
              tx -> new AccountRows(tx).create("after", "hash", Accounts.NOW).orElseThrow());
      assertThat(after.id()).isEqualTo(next.id() + 1);
    }
    assertThat(whole.check(SILENT)).isEmpty();
  }

  @Test
  void wrongMasterKeyChangesNothing() throws SQLException {
    List<String> before = texts("SELECT generation FROM account");

    assertThatThrownBy(
            () ->
                whole.revokeAfterRestore(
                    store -> {
                      throw new StoreRefusedException("wrong master key");
                    },
                    SILENT))
        .hasMessage("wrong master key");

    assertThat(texts("SELECT generation FROM account")).isEqualTo(before);
  }

  private static void fine(Store store) {}

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect(false);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> texts(String sql) throws SQLException {
    try (Connection connection = database.connect(true);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
