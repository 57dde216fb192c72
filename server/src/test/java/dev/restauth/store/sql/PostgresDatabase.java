package dev.restauth.store.sql;

import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A real PostgreSQL, so that the one SQL text stays one. */
record PostgresDatabase(DataSource dataSource) implements Database {

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
  public StoreRefusedException refused(SQLException e) {
    return new StoreRefusedException("cannot reach PostgreSQL: " + e.getMessage());
  }
}
