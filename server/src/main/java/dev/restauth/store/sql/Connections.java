package dev.restauth.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Duration;

/** Settings of the connection pools: sizes, lifetimes and time-outs. */
final class Connections {
  /** The upper limit of {@link #connectionTimeoutMillis}, for calls with long time-outs. */
  private static final long CONNECTION_TIMEOUT_MILLIS_AT_MOST = 5_000;

  /** The longest time to wait until an idle connection proves that it is alive. */
  private static final Duration VALIDATING = Duration.ofMillis(250);

  /**
   * The keep-alive interval, which is the shortest that the pool allows. Firewalls drop a silent
   * connection after some minutes.
   */
  private static final Duration KEEPALIVE = Duration.ofSeconds(30);

  private static final Duration IDLE = Duration.ofMinutes(1);

  /**
   * The maximum lifetime of a connection. After a failover, connections to the new primary replace
   * the old connections within this time.
   */
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private Connections() {}

  /** Creates a pool of read-only connections. Each transaction reads one snapshot. */
  static HikariDataSource reading(PostgresDatabase database) {
    HikariConfig config = config(database, "reading");
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    return new HikariDataSource(config);
  }

  /** Creates a pool of connections for writing. */
  static HikariDataSource writing(PostgresDatabase database) {
    HikariConfig config = config(database, "writing");
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return new HikariDataSource(config);
  }

  /**
   * Creates the settings of a pool. The pool keeps no minimum of idle connections: otherwise,
   * during an outage, it would wait longer and longer before it tries to connect again.
   */
  private static HikariConfig config(PostgresDatabase database, String name) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(new UnpooledDataSource(database));
    config.setMaximumPoolSize(Math.max(1, database.connections() / 2));
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(connectionTimeoutMillis(database));
    config.setValidationTimeout(VALIDATING.toMillis());
    config.setKeepaliveTime(KEEPALIVE.toMillis());
    config.setIdleTimeout(IDLE.toMillis());
    config.setMaxLifetime(LIFETIME.toMillis());
    config.setAutoCommit(false);
    config.setExceptionOverride(new EvictDemoted());
    return config;
  }

  /**
   * Evicts connections to a former primary, so that the next connection goes to the new primary.
   */
  private static final class EvictDemoted implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException e) {
      return new PostgresFailure(e).demoted() ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
  }

  /**
   * The longest time for which a call waits for a connection, in milliseconds: half of the call's
   * time-out, within limits.
   */
  static long connectionTimeoutMillis(PostgresDatabase database) {
    return Math.clamp(
        database.timeout().toMillis() / 2,
        VALIDATING.toMillis(),
        CONNECTION_TIMEOUT_MILLIS_AT_MOST);
  }
}
