package dev.restauth.store;

import dev.restauth.store.Sql.SqlFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Row in the result of a query. Values are read by column name, and only while the row is the
 * current one.
 */
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

  /** Reads a text, which must not be NULL. */
  public String text(String column) {
    return findText(column).orElseThrow();
  }

  /** Reads a text; returns empty for NULL. */
  public Optional<String> findText(String column) {
    return read(row -> Optional.ofNullable(row.getString(column)));
  }

  /** Reads a number, which must not be NULL. */
  public long number(String column) {
    return read(row -> row.getLong(column));
  }

  /** Reads a number; returns empty for NULL. */
  public Optional<Long> findNumber(String column) {
    return read(
        row -> {
          long number = row.getLong(column);
          return row.wasNull() ? Optional.empty() : Optional.of(number);
        });
  }

  /** Reads bytes, which must not be NULL. */
  public byte[] bytes(String column) {
    return findBytes(column).orElseThrow();
  }

  /** Reads bytes; returns empty for NULL. */
  public Optional<byte[]> findBytes(String column) {
    return read(row -> Optional.ofNullable(row.getBytes(column)));
  }

  /** Reads a time, which must not be NULL. */
  public Instant instant(String column) {
    return Micros.instant(number(column));
  }

  /** Reads a time; returns empty for NULL. */
  public Optional<Instant> findInstant(String column) {
    return findNumber(column).map(Micros::instant);
  }
}
