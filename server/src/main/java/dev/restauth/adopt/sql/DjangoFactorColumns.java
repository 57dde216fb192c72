package dev.restauth.adopt.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Builds the columns that select the second factors of a Django application. Extensions of Django
 * store devices in separate tables. Each row of these tables names the user, and records whether
 * the user has confirmed the device.
 */
final class DjangoFactorColumns {
  private static final String TOTP = "otp_totp_totpdevice";
  private static final String STATIC = "otp_static_staticdevice";
  private static final String TOKEN = "otp_static_statictoken";
  private static final String ALLAUTH = "mfa_authenticator";
  private static final String OF_USER = " WHERE d.user_id = users.id AND d.confirmed";

  /**
   * Selects the app that was used last, because only one app is imported. An app is ignored unless
   * its time steps begin in 1970, as at this server.
   */
  private static final String LAST_APP =
      " FROM " + TOTP + " d" + OF_USER + " AND d.t0 = 0 ORDER BY d.last_t DESC, d.id DESC LIMIT 1)";

  private DjangoFactorColumns() {}

  /** Returns the columns, each after a comma. */
  static String of(Connection connection, Set<String> tables) throws SQLException {
    List<String> devices = devices(connection, tables);
    boolean allauth = tables.contains(ALLAUTH);
    if (devices.isEmpty() && !allauth) {
      return "";
    }
    Dialect dialect = Dialect.of(connection);
    StringBuilder columns = new StringBuilder();
    int others = 0;
    for (String device : devices) {
      if (device.equals(TOTP)) {
        columns.append(totp());
      } else if (device.equals(STATIC)) {
        columns.append(tokens(dialect));
      } else {
        others++;
        columns.append(
            ", CASE WHEN EXISTS (SELECT 1 FROM %s d%s) THEN '%s' END AS other_factors_%d"
                .formatted(device, OF_USER, device, others));
      }
    }
    if (allauth) {
      columns.append(allauth(dialect));
    }
    return columns.toString();
  }

  private static String totp() {
    return ", (SELECT d.key"
        + LAST_APP
        + " AS totp_secret_hex, (SELECT d.digits"
        + LAST_APP
        + " AS totp_digits, (SELECT d.step"
        + LAST_APP
        + " AS totp_period, (SELECT d.last_t"
        + LAST_APP
        + " AS totp_last_step, CASE WHEN (SELECT count(*) FROM "
        + TOTP
        + " d"
        + OF_USER
        + " AND d.t0 = 0) > 1 THEN 'a further authenticator app' END AS other_factors_totp,"
        + " CASE WHEN EXISTS (SELECT 1 FROM "
        + TOTP
        + " d"
        + OF_USER
        + " AND d.t0 <> 0) THEN 'an authenticator app of an unsupported kind' END AS other_factors_t0";
  }

  private static String tokens(Dialect dialect) {
    return ", (SELECT "
        + dialect.joined("t.token")
        + " FROM "
        + STATIC
        + " d JOIN "
        + TOKEN
        + " t ON t.device_id = d.id"
        + OF_USER
        + ") AS recovery_codes";
  }

  private static String allauth(Dialect dialect) {
    String ofUser = " FROM " + ALLAUTH + " d WHERE d.user_id = users.id AND d.type ";
    return ", (SELECT "
        + dialect.member("d.data", "secret")
        + ofUser
        + "= 'totp' ORDER BY d.id DESC LIMIT 1) AS totp_secret,"
        + " CASE WHEN EXISTS (SELECT 1"
        + ofUser
        + "= 'recovery_codes') THEN 'recovery codes of django-allauth' END AS other_factors_codes,"
        + " CASE WHEN EXISTS (SELECT 1"
        + ofUser
        + "NOT IN ('totp', 'recovery_codes')) THEN 'a security key or passkey' END"
        + " AS other_factors_allauth";
  }

  /**
   * Returns the tables of devices. By convention, their names end in "device". Other tables with
   * such names lack the two columns that are checked.
   */
  private static List<String> devices(Connection connection, Set<String> tables)
      throws SQLException {
    List<String> devices = new ArrayList<>();
    for (String table : tables.stream().sorted().toList()) {
      if (table.matches("[a-z0-9_]+device")
          && hasColumn(connection, table, "confirmed")
          && hasColumn(connection, table, "user_id")) {
        devices.add(table);
      }
    }
    return devices;
  }

  private static boolean hasColumn(Connection connection, String table, String column)
      throws SQLException {
    try (ResultSet rows =
        connection.getMetaData().getColumns(connection.getCatalog(), null, table, column)) {
      return rows.next();
    }
  }

  /** The expressions that differ between databases. */
  private enum Dialect {
    POSTGRESQL("string_agg(%s, ' ')", "%s ->> '%s'"),
    SQLITE("group_concat(%s, ' ')", "json_extract(%s, '$.%s')"),
    MYSQL("group_concat(%s)", "JSON_UNQUOTE(JSON_EXTRACT(%s, '$.%s'))");

    private final String joined;
    private final String member;

    Dialect(String joined, String member) {
      this.joined = joined;
      this.member = member;
    }

    static Dialect of(Connection connection) throws SQLException {
      String product = connection.getMetaData().getDatabaseProductName();
      return switch (product.toLowerCase(Locale.ROOT)) {
        case "postgresql" -> POSTGRESQL;
        case "sqlite" -> SQLITE;
        case "mysql", "mariadb" -> MYSQL;
        default ->
            throw new UnreadableDatabase(
                "second factors cannot be read from a database of this kind: import the output of"
                    + " manage.py dumpdata");
      };
    }

    String joined(String column) {
      return joined.formatted(column);
    }

    String member(String column, String name) {
      return member.formatted(column, name);
    }
  }
}
