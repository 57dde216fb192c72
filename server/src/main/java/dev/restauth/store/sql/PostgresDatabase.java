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
import java.util.function.Supplier;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL database that many processes may share.
 *
 * @param hosts the hosts; the program uses the one that accepts writes
 * @param name the name of the database
 * @param user the database user; empty for the user of this process
 * @param password returns the password for new connections; empty if no password is needed
 * @param options the options of the driver
 * @param connections the maximum number of simultaneous connections, half for reading and half for
 *     writing
 * @param design the schema of this program
 * @param timeout the longest duration of a call, even if the database does not answer
 */
public record PostgresDatabase(
    List<Host> hosts,
    String name,
    Optional<String> user,
    Optional<Supplier<String>> password,
    Map<String, String> options,
    int connections,
    SchemaDefinition design,
    Duration timeout)
    implements Database {
  /**
   * The time-out for database calls of a REST-auth server. It is short enough to answer a request
   * within two seconds, even if a password must be hashed.
   */
  public static final Duration SERVER_TIMEOUT = Duration.ofMillis(1_800);

  /** The time-out for database calls of a command, which may move millions of accounts. */
  public static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(10);

  /** The time-out for opening a connection, and for each answer of the server during that time. */
  private static final int CONNECTING_SECONDS = 2;

  /**
   * The time for which the driver tries all other hosts first, after it has found that a host is
   * not the primary.
   */
  private static final int RECHECK_SECONDS = 2;

  /**
   * The longest time for which an abandoned transaction stays open. No command pauses for this long
   * between two statements.
   */
  private static final long ABANDONED_MILLIS_AT_MOST = 60_000;

  private static final int OLDEST_VERSION = 13;
  private static final String ENCODING = "UTF8";

  /**
   * Creates the description of a database that has only the tables of the store. The time-out of
   * calls is {@link #SERVER_TIMEOUT}.
   */
  public PostgresDatabase(
      List<Host> hosts,
      String name,
      Optional<String> user,
      Optional<Supplier<String>> password,
      Map<String, String> options,
      int connections) {
    this(
        hosts,
        name,
        user,
        password,
        options,
        connections,
        SchemaDefinition.OF_THE_STORE,
        SERVER_TIMEOUT);
  }

  /** Returns the same database with another time-out. */
  public PostgresDatabase withTimeout(Duration another) {
    return new PostgresDatabase(hosts, name, user, password, options, connections, design, another);
  }

  /** Returns the same database with other options. */
  public PostgresDatabase withOptions(Map<String, String> others) {
    return new PostgresDatabase(hosts, name, user, password, others, connections, design, timeout);
  }

  /** Address of a database server. */
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
  public Optional<Store> openExisting() {
    return PooledStore.openExisting(this);
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
    password.ifPresent(secret -> source.setPassword(secret.get()));
    source.setApplicationName("restauth");
    source.setTargetServerType("primary");
    source.setHostRecheckSeconds(RECHECK_SECONDS);
    source.setTcpKeepAlive(true);
    source.setConnectTimeout(CONNECTING_SECONDS);
    source.setSocketTimeout(CONNECTING_SECONDS);
    // This allows enough time for an attempt at the next host, if one host does not answer.
    source.setLoginTimeout(CONNECTING_SECONDS * (hosts.size() + 1));
    for (Map.Entry<String, String> option : options.entrySet()) {
      source.setProperty(option.getKey(), option.getValue());
    }
    Connection connection = source.getConnection();
    try {
      prepare(connection);
      connection.setReadOnly(readOnly);
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /**
   * Sets time-outs on the database server. With them, the server gives up waiting for locks before
   * this process gives up waiting for the server. If this process is stopped or its machine fails,
   * the server also ends the abandoned transaction, because other transactions wait for its locks.
   * Statements have no time limit, because a limit that is reached during a commit would cancel the
   * wait for a standby. Also makes sure that no setting of the user or the database lets a commit
   * return before it is durable.
   */
  @SuppressWarnings("SQL_INJECTION_JDBC") // the text contains only numbers of this program
  private void prepare(Connection connection) throws SQLException {
    long millis = timeout.toMillis();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET lock_timeout = "
              + millis * 3 / 4
              + "; SET idle_in_transaction_session_timeout = "
              + Math.min(millis * 2, ABANDONED_MILLIS_AT_MOST)
              + "; SET statement_timeout = 0"
              + "; SELECT set_config('synchronous_commit', 'on', false)"
              + " WHERE current_setting('synchronous_commit') IN ('off', 'local')");
    }
  }

  /** Refuses a database server that cannot give the guarantees that this program relies on. */
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
  public void requireRightToCreateTables(Connection connection) throws SQLException {
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
                + " may not create tables in the schema "
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

  /** Returns the timeline. Each promotion of a standby and each recovery begins a new timeline. */
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
    PostgresFailure failure = new PostgresFailure(e);
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (failure.unknownHost()) {
      reason = "no address was found for the name of its host";
    } else if (failure.timedOut()) {
      reason = "it does not answer in time";
    }
    return this + ": " + reason;
  }

  @Override
  public StoreRefusedException refused(SQLException e) {
    return new StoreRefusedException("cannot open the database: " + explain(e));
  }

  /** Returns the hosts and the name. */
  @Override
  public String toString() {
    return "PostgreSQL "
        + String.join(",", hosts.stream().map(Host::toString).toList())
        + "/"
        + name;
  }
}
