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
 * The columns of a query. Reads their values from the rows of the result. Immutable.
 *
 * @param positions the positions of the columns, from 1, by their names in lower case
 * @param idType one of {@link Types}; {@link Types#NULL} if there is no id, or its type is unknown
 */
record Columns(Map<String, Integer> positions, int idType) {
  private static final int DIGITS_AT_MOST = 40;

  /**
   * Gets the columns of the query from the database.
   *
   * @throws UnreadableDatabase if the query has two columns with the same name, or no column {@code
   *     username}
   */
  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  static Columns of(Connection connection, UserQuery query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none =
            statement.executeQuery("SELECT * FROM " + query.asTable() + " WHERE 1 = 0")) {
      ResultSetMetaData about = none.getMetaData();
      Map<String, Integer> positions = new HashMap<>();
      for (int position = 1; position <= about.getColumnCount(); position++) {
        String name = about.getColumnLabel(position).toLowerCase(Locale.ROOT);
        // If two columns of a subselect have the same name, SQLite adds a colon and a number to the
        // second name.
        if (positions.put(name.replaceFirst(":\\d+$", ""), position) != null) {
          throw new UnreadableDatabase(
              "the query has two columns " + name.replaceFirst(":\\d+$", "") + "; name each once");
        }
      }
      if (!positions.containsKey("username")) {
        throw new UnreadableDatabase(
            "the query has no column username; write SELECT … AS username, in lower case");
      }
      Integer id = positions.get("id");
      return new Columns(Map.copyOf(positions), id == null ? Types.NULL : about.getColumnType(id));
    }
  }

  boolean hasId() {
    return positions.containsKey("id");
  }

  boolean hasNumericId() {
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

  boolean hasTextId() {
    return switch (idType) {
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR -> true;
      default -> false;
    };
  }

  LegacyRow read(ResultSet row) throws SQLException {
    return new LegacyRow(
        id(row),
        text(row, "username"),
        text(row, "password_hash"),
        text(row, "salt"),
        text(row, "email"),
        positions.containsKey("active") ? text(row, "active") : Optional.of("true"),
        text(row, "created_at"),
        factors(row));
  }

  private Map<String, String> factors(ResultSet row) throws SQLException {
    Map<String, String> found = new HashMap<>();
    for (String name : positions.keySet()) {
      if (LegacyRow.isFactor(name)) {
        text(row, name).ifPresent(text -> found.put(name, text));
      }
    }
    return found.isEmpty() ? Map.of() : found;
  }

  private Optional<String> id(ResultSet row) throws SQLException {
    @Nullable Integer position = positions.get("id");
    return position == null ? Optional.empty() : id(row.getObject(position));
  }

  /**
   * Returns an id as text. Decimal numbers have no trailing zeros; bytes are in hexadecimal digits.
   */
  static Optional<String> id(@Nullable Object value) {
    return switch (value) {
      case null -> Optional.empty();
      case byte[] bytes -> Optional.of(HexFormat.of().formatHex(bytes));
      case BigDecimal number -> Optional.of(plain(number.stripTrailingZeros()));
      default -> Optional.of(value.toString());
    };
  }

  /**
   * Returns the number as text. The text has no exponent, unless it would need too many zeros
   * without one.
   */
  private static String plain(BigDecimal number) {
    return Math.abs((long) number.scale()) > DIGITS_AT_MOST
        ? number.toString()
        : number.toPlainString();
  }

  /** Returns the value of a column as text. Some drivers return text as bytes. */
  private Optional<String> text(ResultSet row, String name) throws SQLException {
    @Nullable Integer position = positions.get(name);
    if (position == null) {
      return Optional.empty();
    }
    return switch (row.getObject(position)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      case byte[] bytes -> Optional.of(new String(bytes, StandardCharsets.UTF_8));
      default -> Optional.ofNullable(row.getString(position));
    };
  }
}
