package dev.restauth.store.care;

import dev.restauth.store.Table;
import dev.restauth.store.Table.Jump;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Has each table of a restored database be what it declares it is then. */
final class Restoration {
  /** What numbers go ahead by at least. */
  static final long AHEAD = 1_000_000;

  private Restoration() {}

  /**
   * What ended.
   *
   * @param signingKeys how many were withdrawn
   * @param serviceKeys how many there are, each disabled
   */
  record Withdrawn(int signingKeys, int serviceKeys) {}

  /**
   * Where a database keeps which ids it has given. Those that were given after the backup was made are
   * not given again: other services know them as other people.
   */
  enum Ids {
    /** In a table. */
    SQLITE {
      @Override
      List<String> lastGiven(long id) {
        return List.of(
            "DELETE FROM sqlite_sequence WHERE name = 'account'",
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('account', " + id + ")");
      }
    },

    /** In a sequence; a transaction that is undone leaves it ahead, which does no harm. */
    POSTGRESQL {
      @Override
      List<String> lastGiven(long id) {
        return List.of("SELECT setval(pg_get_serial_sequence('account', 'id'), " + id + ")");
      }
    };

    abstract List<String> lastGiven(long id);
  }

  /** Does so in the connection's transaction. */
  static Withdrawn apply(Connection connection, List<Table> tables, Ids ids, Jump jump)
      throws SQLException {
    Map<String, Integer> changed = new HashMap<>();
    for (Table table : tables) {
      changed.put(table.name(), run(connection, table.onRestore().statements(table.name(), jump)));
    }
    run(connection, ids.lastGiven(jump.lastId()));
    return new Withdrawn(
        changed.getOrDefault("signing_key", 0), changed.getOrDefault("service_key", 0));
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // of this program's constants and of numbers
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
