package dev.restauth.store;

import dev.restauth.store.Sql.SqlFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Row of a query's result. Its values are read by column names, while it is the current row. */
public final class Row {
  private final ResultSet rows;

  Row(ResultSet rows) {
    this.rows = rows;
  }

  private interface Reading<T> {
    T of(ResultSet rows) throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    try {
      return reading.of(rows);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** Reads a text that is not NULL. */
  public String text(String column) {
    return findText(column).orElseThrow();
  }

  /** Reads a text; empty for NULL. */
  public Optional<String> findText(String column) {
    return read(row -> Optional.ofNullable(row.getString(column)));
  }

  /** Reads a number that is not NULL. */
  public long number(String column) {
    return read(row -> row.getLong(column));
  }

  /** Reads a number; empty for NULL. */
  public Optional<Long> findNumber(String column) {
    return read(
        row -> {
          long number = row.getLong(column);
          return row.wasNull() ? Optional.empty() : Optional.of(number);
        });
  }

  /** Reads bytes that are not NULL. */
  public byte[] bytes(String column) {
    return findBytes(column).orElseThrow();
  }

  /** Reads bytes; empty for NULL. */
  public Optional<byte[]> findBytes(String column) {
    return read(row -> Optional.ofNullable(row.getBytes(column)));
  }

  /** Reads a time that is not NULL. */
  public Instant instant(String column) {
    return Micros.instant(number(column));
  }

  /** Reads a time; empty for NULL. */
  public Optional<Instant> findInstant(String column) {
    return findNumber(column).map(Micros::instant);
  }
}
