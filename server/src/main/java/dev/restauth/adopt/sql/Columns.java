package dev.restauth.adopt.sql;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a query names, and reading it. Immutable.
 *
 * @param places from a column's name in small letters to its place, from 1
 * @param idType one of {@link Types}; {@link Types#NULL} where it is not known or there is no id
 */
record Columns(Map<String, Integer> places, int idType) {
  private static final int DIGITS_AT_MOST = 40;

  /**
   * Asks the database.
   *
   * @throws UnreadableDatabase where the query has a column twice, or no {@code username}
   */
  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  static Columns of(Connection connection, UserQuery query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none =
            statement.executeQuery("SELECT * FROM " + query.asTable() + " WHERE 1 = 0")) {
      ResultSetMetaData about = none.getMetaData();
      Map<String, Integer> places = new HashMap<>();
      for (int place = 1; place <= about.getColumnCount(); place++) {
        String name = about.getColumnLabel(place).toLowerCase(Locale.ROOT);
        // SQLite tells a second column of a subselect apart by a number after a colon.
        if (places.put(name.replaceFirst(":\\d+$", ""), place) != null) {
          throw new UnreadableDatabase(
              "the query has two columns " + name.replaceFirst(":\\d+$", "") + "; name each once");
        }
      }
      if (!places.containsKey("username")) {
        throw new UnreadableDatabase(
            "the query has no column username; write SELECT … AS username, in small letters");
      }
      Integer id = places.get("id");
      return new Columns(Map.copyOf(places), id == null ? Types.NULL : about.getColumnType(id));
    }
  }

  boolean hasId() {
    return places.containsKey("id");
  }

  boolean numericId() {
    return switch (idType) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE ->
          true;
      default -> false;
    };
  }

  boolean textId() {
    return switch (idType) {
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR -> true;
      default -> false;
    };
  }

  LegacyRow row(ResultSet row) throws SQLException {
    return new LegacyRow(
        id(row),
        text(row, "username"),
        text(row, "password_hash"),
        text(row, "salt"),
        text(row, "email"),
        places.containsKey("active") ? text(row, "active") : Optional.of("true"),
        text(row, "created_at"));
  }

  private Optional<String> id(ResultSet row) throws SQLException {
    @Nullable Integer place = places.get("id");
    return place == null ? Optional.empty() : id(row.getObject(place));
  }

  /** A number has no fraction of zeros, bytes are hexadecimal. */
  static Optional<String> id(@Nullable Object value) {
    return switch (value) {
      case null -> Optional.empty();
      case byte[] bytes -> Optional.of(HexFormat.of().formatHex(bytes));
      case BigDecimal number -> Optional.of(plain(number.stripTrailingZeros()));
      default -> Optional.of(value.toString());
    };
  }

  /** Not where that takes a billion zeros. */
  private static String plain(BigDecimal number) {
    return Math.abs((long) number.scale()) > DIGITS_AT_MOST
        ? number.toString()
        : number.toPlainString();
  }

  /** Text columns of some databases are bytes to their drivers. */
  private Optional<String> text(ResultSet row, String name) throws SQLException {
    @Nullable Integer place = places.get(name);
    if (place == null) {
      return Optional.empty();
    }
    return switch (row.getObject(place)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      case byte[] bytes -> Optional.of(new String(bytes, StandardCharsets.UTF_8));
      default -> Optional.ofNullable(row.getString(place));
    };
  }
}
