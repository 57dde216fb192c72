package dev.restauth.store.sql;

import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import javax.sql.DataSource;

/** A real PostgreSQL, so that the one SQL text stays one. */
record PostgresDatabase(DataSource dataSource) implements Database {

  @Override
  public void makeMissing() {}

  @Override
  public Connection connect(boolean readOnly) throws SQLException {
    Connection connection = dataSource.getConnection();
    connection.setReadOnly(readOnly);
    return connection;
  }

  @Override
  public String schemaFolder() {
    return "postgresql";
  }

  @Override
  public int writers() {
    return 4;
  }

  @Override
  public int readers() {
    return 4;
  }

  @Override
  public String begin(boolean readOnly) {
    return readOnly ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN";
  }

  @Override
  public Instant now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)")) {
      row.next();
      return Micros.instant(row.getLong(1));
    }
  }

  @Override
  public Object identity() {
    return dataSource;
  }

  @Override
  public Object place() {
    return dataSource;
  }

  /** Class 23 of the SQLSTATEs. */
  @Override
  public boolean isViolation(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("23");
  }

  @Override
  public String explain(SQLException e) {
    return "PostgreSQL: " + e.getMessage();
  }

  @Override
  public StoreRefusedException refused(SQLException e) {
    return new StoreRefusedException("cannot reach PostgreSQL: " + e.getMessage());
  }
}
