package dev.restauth.store.care;

import dev.restauth.store.Table;
import dev.restauth.store.Table.Jump;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Applies each table's rule for a restore. */
final class Restoration {
  /** The smallest value of {@link Jump#ahead}. */
  static final long AHEAD = 1_000_000;

  private Restoration() {}

  /**
   * Counts of the keys that the restore has revoked.
   *
   * @param signingKeys the number of removed signing keys
   * @param serviceKeys the number of disabled service keys
   */
  record Withdrawn(int signingKeys, int serviceKeys) {}

  /**
   * Storage for the last id that a database has issued. Ids that were issued after the backup must
   * not be issued again, because other services may already have stored them as the ids of other
   * users.
   */
  enum Ids {
    /** A table that contains the last id. */
    SQLITE {
      @Override
      List<String> setLastIssued(long id) {
        return List.of(
            "DELETE FROM sqlite_sequence WHERE name = 'account'",
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('account', " + id + ")");
      }
    },

    /**
     * A sequence. If the transaction is rolled back, the sequence stays advanced, which does no
     * harm.
     */
    POSTGRESQL {
      @Override
      List<String> setLastIssued(long id) {
        return List.of("SELECT setval(pg_get_serial_sequence('account', 'id'), " + id + ")");
      }
    };

    abstract List<String> setLastIssued(long id);
  }

  /** Applies the rules within the connection's transaction. */
  static Withdrawn apply(Connection connection, List<Table> tables, Ids ids, Jump jump)
      throws SQLException {
    Map<String, Integer> changed = new HashMap<>();
    for (Table table : tables) {
      changed.put(table.name(), run(connection, table.onRestore().statements(table.name(), jump)));
    }
    run(connection, ids.setLastIssued(jump.lastId()));
    return new Withdrawn(
        changed.getOrDefault("signing_key", 0), changed.getOrDefault("service_key", 0));
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // constants of this program, and numbers
  private static int run(Connection connection, List<String> statements) throws SQLException {
    int changed = 0;
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
        changed += Math.max(0, statement.getUpdateCount());
      }
    }
    return changed;
  }
}
