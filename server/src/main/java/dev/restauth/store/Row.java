package dev.restauth.store;

import dev.restauth.store.Sql.SqlFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** A row of a query's result, which is read by the names of its columns while it is the current one. */
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

  /** A text that is there. */
  public String text(String column) {
    return findText(column).orElseThrow();
  }

  /** A text; empty for NULL. */
  public Optional<String> findText(String column) {
    return read(row -> Optional.ofNullable(row.getString(column)));
  }

  /** A number that is there. */
  public long number(String column) {
    return read(row -> row.getLong(column));
  }

  /** A number; empty for NULL. */
  public Optional<Long> findNumber(String column) {
    return read(
        row -> {
          long number = row.getLong(column);
          return row.wasNull() ? Optional.empty() : Optional.of(number);
        });
  }

  /** Bytes that are there. */
  public byte[] bytes(String column) {
    return findBytes(column).orElseThrow();
  }

  /** Bytes; empty for NULL. */
  public Optional<byte[]> findBytes(String column) {
    return read(row -> Optional.ofNullable(row.getBytes(column)));
  }

  /** A time that is there. */
  public Instant instant(String column) {
    return Micros.instant(number(column));
  }

  /** A time; empty for NULL. */
  public Optional<Instant> findInstant(String column) {
    return findNumber(column).map(Micros::instant);
  }
}
