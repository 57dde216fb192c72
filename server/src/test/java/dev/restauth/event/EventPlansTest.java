package dev.restauth.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Query plans for events. Each query reads an index from its starting point, so that the number of
 * events does not matter.
 */
class EventPlansTest {
  private static final long LAST = 50_000;

  private static final String FILL_EVENTS =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) INSERT INTO"
          + " event (number, id, at, type, actor, account_id, outcome, members) SELECT i, 'e' || i,"
          + " CAST(i AS BIGINT) * 1000000, CASE WHEN i % 100 = 0 THEN 'user.closed' ELSE"
          + " 'user.logged_in' END, 'account:' || (i % 500), i % 500, 'done', '{}' FROM n";

  private static final String FILL_PERSONS =
      "INSERT INTO event_person (event_id, account_id, salt, personal)"
          + " SELECT id, account_id, commitment, '{}' FROM event";

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.restauth.store.sql.TestDatabase#tried")
  void eachQueryReadsAnIndex(TestDatabase kind) throws SQLException {
    Database database = kind.fresh(folder);
    try (Connection connection = database.connect(false)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(FILL_EVENTS);
        statement.execute(
            FILL_PERSONS.replace(
                "commitment", kind == TestDatabase.SQLITE ? "X'00'" : "'\\x00'::bytea"));
        statement.execute("ANALYZE");
      }
      String explain = kind == TestDatabase.SQLITE ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
      Object end = Long.MAX_VALUE;
      for (long after : new long[] {0, LAST / 2, LAST - 10}) {
        indexed(connection, explain + EventRows.ALL, after, end, 51L);
        indexed(connection, explain + EventRows.OF_TYPE, "user.closed", after, end, 51L);
        indexed(connection, explain + EventRows.OF_TYPE, "user.made_up", after, end, 51L);
        indexed(connection, explain + EventRows.OF_ACCOUNT, 7L, after, end, 51L);
        indexed(connection, explain + EventRows.OF_ACTOR, "account:7", after, end, 51L);
      }
      indexed(connection, explain + EventRows.NEWEST_OF_ACCOUNT, 7L, end, 51L);
      indexed(connection, explain + EventRows.LAST_BEFORE, 25_000_000_000L);
      indexed(connection, explain + EventRows.FIRST_AFTER, 25_000_000_000L);
    }
  }

  private static void indexed(Connection connection, String sql, Object... parameters)
      throws SQLException {
    List<String> plan = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          plan.add(rows.getString(rows.getMetaData().getColumnCount()));
        }
      }
    }
    assertThat(String.join("\n", plan))
        .as(sql)
        .doesNotContain("Seq Scan", "TEMP B-TREE", "SCAN event")
        .containsAnyOf(
            "SEARCH event USING", "Index Scan", "Index Only Scan", "Bitmap Index Scan on event_by");
  }
}
