package dev.restauth.store.sql;

import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL that many processes may share.
 *
 * @param hosts where it may be, of which the one that can be written to is meant
 * @param name of the database
 * @param user who connects; empty for the user of this process
 * @param password empty where none is needed
 * @param options of the driver
 * @param connections how many at most at one time, half for reading and half for writing
 */
public record PostgresDatabase(
    List<Host> hosts,
    String name,
    Optional<String> user,
    Optional<String> password,
    Map<String, String> options,
    int connections)
    implements Database {

  /** A server's address. */
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
    }
  }

  @Override
  public Store open() {
    return PooledStore.open(this);
  }

  @Override
  public Connection connect(boolean readOnly) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(hosts.stream().map(Host::name).toArray(String[]::new));
    source.setPortNumbers(hosts.stream().mapToInt(Host::port).toArray());
    source.setDatabaseName(name);
    user.ifPresent(source::setUser);
    password.ifPresent(source::setPassword);
    source.setApplicationName("restauth");
    source.setTargetServerType("primary");
    for (Map.Entry<String, String> option : options.entrySet()) {
      source.setProperty(option.getKey(), option.getValue());
    }
    Connection connection = source.getConnection();
    connection.setReadOnly(readOnly);
    return connection;
  }

  @Override
  public String schemaFolder() {
    return "postgresql";
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

  /** The timeline: another one begins with each promotion of a standby, and with each recovery. */
  @Override
  public String history(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT '.' || ltrim(substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), '0')")) {
      row.next();
      return row.getString(1);
    }
  }

  /** Class 23 of the SQLSTATEs. */
  @Override
  public boolean isViolation(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("23");
  }

  @Override
  public String explain(SQLException e) {
    return this + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public StoreRefusedException refused(SQLException e) {
    return new StoreRefusedException("cannot open the database: " + explain(e));
  }

  /** Hosts and name. */
  @Override
  public String toString() {
    return "PostgreSQL "
        + String.join(",", hosts.stream().map(Host::toString).toList())
        + "/"
        + name;
  }
}
