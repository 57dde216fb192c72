package dev.restauth.adopt.sql;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The tables in which a kind of application stores second factors. A database contains only the
 * tables of the extensions that the application uses. If this server is not permitted to read one
 * of these tables, reading the users fails too, so that no factor is overlooked.
 */
public enum FactorTables {
  /** No tables: the query that selects the users also selects their factors. */
  NONE {
    @Override
    String columns(Connection connection) {
      return "";
    }
  },
  /** The tables of django-otp, django-two-factor-auth and django-allauth. */
  DJANGO {
    @Override
    String columns(Connection connection) throws SQLException {
      return DjangoFactorColumns.of(connection, tables(connection));
    }
  },
  /** The table {@code auth.mfa_factors}, which early versions of Supabase lack. */
  SUPABASE {
    @Override
    String columns(Connection connection) throws SQLException {
      return hasTable(connection, "auth", "mfa_factors") ? SUPABASE_COLUMNS : "";
    }
  };

  private static final String SUPABASE_COLUMNS =
      ", (SELECT f.secret FROM auth.mfa_factors f WHERE f.user_id = users.id AND f.status = 'verified'"
          + " AND f.factor_type = 'totp' ORDER BY f.created_at LIMIT 1) AS totp_secret,"
          + " (SELECT string_agg(DISTINCT f.factor_type::text, ' ') FROM auth.mfa_factors f"
          + " WHERE f.user_id = users.id AND f.status = 'verified' AND f.factor_type <> 'totp')"
          + " AS other_factors";

  /** Selects the tables that a query can name without their schemas. */
  private static final String VISIBLE_ON_POSTGRESQL =
      "SELECT relname FROM pg_catalog.pg_class"
          + " WHERE pg_catalog.pg_table_is_visible(oid) AND relkind IN ('r', 'p', 'v', 'm', 'f')";

  /**
   * Returns the columns to add to a SELECT from {@code users}, each after a comma. {@link
   * LegacyRow#isFactor} is true for their names.
   *
   * @throws UnreadableDatabase if the database has factors that cannot be read
   */
  abstract String columns(Connection connection) throws SQLException;

  /**
   * Returns the names of all tables in lower case, including tables that this server is not
   * permitted to read.
   */
  private static Set<String> tables(Connection connection) throws SQLException {
    Set<String> names = new HashSet<>();
    if (isPostgres(connection)) {
      try (PreparedStatement statement = connection.prepareStatement(VISIBLE_ON_POSTGRESQL);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    }
    DatabaseMetaData about = connection.getMetaData();
    try (ResultSet rows = about.getTables(connection.getCatalog(), null, "%", null)) {
      while (rows.next()) {
        names.add(rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private static boolean hasTable(Connection connection, String schema, String table)
      throws SQLException {
    try (ResultSet rows =
        connection.getMetaData().getTables(connection.getCatalog(), schema, table, null)) {
      return rows.next();
    }
  }

  static boolean isPostgres(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
  }
}
