package dev.restauth.oauth.authorize;

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
 * The statement that limits the unredeemed codes of an account each time a code is issued. It must
 * not read redeemed codes, which stay in the table for an hour. Otherwise a user who keeps logging
 * in to clients could slow down new codes of all users.
 */
class AuthorizationCodePlanTest {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.restauth.store.sql.TestDatabase#tried")
  void readsNoRedeemedCodes(TestDatabase kind) throws SQLException {
    Database database = kind.fresh(folder);
    boolean sqlite = kind == TestDatabase.SQLITE;
    try (Connection connection = database.connect(false)) {
      redeem(connection, sqlite);
      String plan = plan(connection, (sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN "));
      assertThat(plan)
          .contains("authorization_code_unredeemed")
          .doesNotContain("authorization_code_of_account", "authorization_code_by_end");
    }
  }

  /** Redeems 20,000 codes of one account. */
  private static void redeem(Connection connection, boolean sqlite) throws SQLException {
    String digest = sqlite ? "CAST(i AS BLOB)" : "int8send(i)";
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO account (id, username, generation, state, created_at) VALUES (1, 'u', 1, 'active', 1)");
      statement.execute(
          "INSERT INTO client (id, name, source, state, metadata, generation, created_at, updated_at)"
              + " VALUES ('app', 'app', 'made', 'active', '{}', 1, 1, 1)");
      statement.execute(
          "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
              + " INSERT INTO authorization_code (digest, client_id, redirect_uri, redirect_uri_given, account_id,"
              + " generation, methods, authenticated_at, scope, offline, ends_at, session_id) SELECT "
              + digest
              + ", 'app', 'https://app.example/cb', 1, 1, 1, 'pwd', 1, 'openid', 0, i, 's' || i FROM n");
      if (!sqlite) {
        // A running PostgreSQL updates its statistics automatically. SQLite does not.
        statement.execute("ANALYZE");
      }
    }
  }

  private static String plan(Connection connection, String explain) throws SQLException {
    List<String> plan = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(explain + AuthorizationCodeRows.KEEP_UNREDEEMED)) {
      statement.setLong(1, 1);
      statement.setLong(2, 99);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          plan.add(rows.getString(rows.getMetaData().getColumnCount()));
        }
      }
    }
    return String.join("\n", plan);
  }
}
