package dev.restauth.account;

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
 * Query plans for lists of accounts. Each list reads an index from its starting point and in the
 * index order, so that the number of accounts does not matter.
 */
class AccountListPlansTest {
  private static final long LAST = 50_000;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.restauth.store.sql.TestDatabase#tried")
  void eachListReadsAnIndex(TestDatabase kind) throws SQLException {
    Database database = kind.fresh(folder);
    boolean sqlite = kind == TestDatabase.SQLITE;
    try (Connection connection = database.connect(false)) {
      fill(connection);
      String explain = sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
      String byName =
          explain + (sqlite ? AccountListRows.BY_NAME_SQLITE : AccountListRows.BY_NAME_POSTGRESQL);
      String byEmail =
          explain
              + (sqlite ? AccountListRows.BY_EMAIL_SQLITE : AccountListRows.BY_EMAIL_POSTGRESQL);
      for (long after : new long[] {0, LAST / 2, LAST - 10}) {
        indexed(connection, explain + AccountListRows.BY_ID, after, 51L);
        indexed(connection, explain + AccountListRows.BY_ID, after, 1_000L);
        indexed(connection, explain + AccountListRows.BY_ROLE, "rare", after, 51L);
        indexed(connection, explain + AccountListRows.BY_ROLE, "common", after, 51L);
        indexed(connection, byEmail, "shared@example.com", after, 51L);
        indexed(connection, byEmail, "u7@example.com", after, 51L);
      }
      for (String after : List.of("", "u2", "u49990")) {
        for (String end : List.of("u3", "v", "\uDBFF\uDFFF")) {
          indexed(connection, byName, after, after, end, "active", "disabled", "closed", 51L);
          indexed(connection, byName, after, after, end, "active", "active", "active", 1_000L);
        }
      }
    }
  }

  private static void fill(Connection connection) throws SQLException {
    String numbers =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) ";
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          numbers
              + "INSERT INTO account (id, username, generation, state, created_at, email) SELECT i,"
              + " 'u' || i, 1, CASE WHEN i % 1000 = 0 THEN 'disabled' ELSE 'active' END, i,"
              + " CASE WHEN i % 10 = 0 THEN 'Shared@example.com' ELSE 'u' || i || '@example.com' END"
              + " FROM n");
      for (String role : List.of("common", "rare")) {
        statement.execute(
            "INSERT INTO role (name, scopes, created_at) VALUES ('" + role + "', '', 1)");
      }
      statement.execute(
          "INSERT INTO account_role (account_id, role) SELECT id, 'common' FROM account");
      statement.execute(
          "INSERT INTO account_role (account_id, role) SELECT id, 'rare' FROM account WHERE id % 9000"
              + " = 0");
      if (!connection.getMetaData().getDatabaseProductName().equals("SQLite")) {
        // On PostgreSQL, this replaces the automatic update of the statistics. SQLite has no
        // automatic update.
        statement.execute("ANALYZE");
      }
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
        .as("%s %s", sql, List.of(parameters))
        .doesNotContain("Seq Scan", "TEMP B-TREE FOR ORDER BY", "SCAN account")
        .containsAnyOf("SEARCH account", "Index Scan", "Index Only Scan");
  }
}
