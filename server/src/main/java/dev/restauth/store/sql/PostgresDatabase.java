package dev.restauth.store.sql;

import dev.restauth.store.ChangeListener;
import dev.restauth.store.Micros;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
 * @param design the schema that it is to have
 * @param patience how long a call may take, whatever the database does
 */
public record PostgresDatabase(
    List<Host> hosts,
    String name,
    Optional<String> user,
    Optional<String> password,
    Map<String, String> options,
    int connections,
    SchemaDefinition design,
    Duration patience)
    implements Database {
  /** A server's: with it, a request is answered within two seconds, also one with a password to hash. */
  public static final Duration SERVING = Duration.ofMillis(1_800);

  /** That of an operator who moves millions of accounts. */
  public static final Duration COMMANDS = Duration.ofMinutes(10);

  /** For a connection, and for each answer until it is there. */
  private static final int CONNECTING_SECONDS = 2;

  /** How long a host that was no primary is asked last. */
  private static final int RECHECK_SECONDS = 2;

  /** A command thinks for less than this between two statements. */
  private static final long FORGOTTEN_MILLIS_AT_MOST = 60_000;

  private static final int OLDEST_VERSION = 13;
  private static final String ENCODING = "UTF8";

  /** With the schema of the store alone, and the patience of a server. */
  public PostgresDatabase(
      List<Host> hosts,
      String name,
      Optional<String> user,
      Optional<String> password,
      Map<String, String> options,
      int connections) {
    this(hosts, name, user, password, options, connections, SchemaDefinition.OF_THE_STORE, SERVING);
  }

  /** The same with another patience. */
  public PostgresDatabase with(Duration another) {
    return new PostgresDatabase(hosts, name, user, password, options, connections, design, another);
  }

  /** The same with other options. */
  public PostgresDatabase with(Map<String, String> others) {
    return new PostgresDatabase(hosts, name, user, password, others, connections, design, patience);
  }

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
  public Optional<ChangeListener> listener() {
    return Optional.of(new PostgresListener(this));
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
    source.setHostRecheckSeconds(RECHECK_SECONDS);
    source.setTcpKeepAlive(true);
    source.setConnectTimeout(CONNECTING_SECONDS);
    source.setSocketTimeout(CONNECTING_SECONDS);
    // So that one host that is silent does not hide the next.
    source.setLoginTimeout(CONNECTING_SECONDS * (hosts.size() + 1));
    for (Map.Entry<String, String> option : options.entrySet()) {
      source.setProperty(option.getKey(), option.getValue());
    }
    Connection connection = source.getConnection();
    try {
      prepare(connection);
      connection.setReadOnly(readOnly);
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /**
   * Has the server give up what waits for others' locks before this process does, and what this process has
   * begun and forgotten, since others wait for it: it may have been stopped, or its machine be gone. No
   * statement has a time limit, for one that ends at a commit cancels the wait for a standby; and no setting of
   * the user or the database makes a commit return before it is durable.
   */
  @SuppressWarnings("SQL_INJECTION_JDBC") // numbers of this program
  private void prepare(Connection connection) throws SQLException {
    long millis = patience.toMillis();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET lock_timeout = "
              + millis * 3 / 4
              + "; SET idle_in_transaction_session_timeout = "
              + Math.min(millis * 2, FORGOTTEN_MILLIS_AT_MOST)
              + "; SET statement_timeout = 0"
              + "; SELECT set_config('synchronous_commit', 'on', false)"
              + " WHERE current_setting('synchronous_commit') IN ('off', 'local')");
    }
  }

  /** Refuses a server on which this program would not work as promised. */
  void refuseUnsuitable(Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (version < OLDEST_VERSION) {
      throw refused("it is version " + version + ", and at least " + OLDEST_VERSION + " is needed");
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW server_encoding")) {
      row.next();
      if (!row.getString(1).equals(ENCODING)) {
        throw refused(
            "its encoding is "
                + row.getString(1)
                + ": create the database with ENCODING 'UTF8' TEMPLATE template0");
      }
    }
  }

  @Override
  public void refuseIfItMayMakeNoTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_user, current_schema(),"
                    + " has_schema_privilege(current_schema(), 'CREATE') = FALSE")) {
      row.next();
      if (row.getBoolean(3)) {
        throw refused(
            "the role "
                + row.getString(1)
                + " may make no tables in the schema "
                + row.getString(2)
                + ": make it the owner of the database");
      }
    }
  }

  private StoreRefusedException refused(String reason) {
    return new StoreRefusedException("cannot open the database: " + this + ": " + reason);
  }

  @Override
  public String schemaFolder() {
    return "postgresql";
  }

  @Override
  public boolean shared() {
    return true;
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

  @Override
  public boolean isViolation(SQLException e) {
    return new PostgresFailure(e).violation();
  }

  @Override
  public String explain(SQLException e) {
    return this
        + ": "
        + (new PostgresFailure(e).timedOut()
            ? "it does not answer in time"
            : String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
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
