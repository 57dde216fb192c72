package dev.restauth.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Duration;

/** How many connections there are, how long they live, and how long they are waited for. */
final class Connections {
  /** At most, for a connection that becomes free or is made; half of a server's patience. */
  private static final long CONNECTING_MILLIS_AT_MOST = 5_000;

  /** For one that was idle to show that it lives. */
  private static final Duration VALIDATING = Duration.ofMillis(250);

  /** The least that the pool allows. A firewall forgets a silent connection after minutes. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(30);

  private static final Duration IDLE = Duration.ofMinutes(1);

  /** After a failover, old connections find the way to the new primary within this. */
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private Connections() {}

  /** Those that may not write, and see one snapshot in each transaction. */
  static HikariDataSource reading(PostgresDatabase database) {
    HikariConfig config = config(database, "reading");
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    return new HikariDataSource(config);
  }

  /** The others. */
  static HikariDataSource writing(PostgresDatabase database) {
    HikariConfig config = config(database, "writing");
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return new HikariDataSource(config);
  }

  /** None is kept idle: what keeps some waits ever longer between attempts to get them back. */
  private static HikariConfig config(PostgresDatabase database, String name) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(new UnpooledDataSource(database));
    config.setMaximumPoolSize(Math.max(1, database.connections() / 2));
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(waitMillis(database));
    config.setValidationTimeout(VALIDATING.toMillis());
    config.setKeepaliveTime(KEEPALIVE.toMillis());
    config.setIdleTimeout(IDLE.toMillis());
    config.setMaxLifetime(LIFETIME.toMillis());
    config.setAutoCommit(false);
    config.setExceptionOverride(new ToStandbys());
    return config;
  }

  /** Has connections dropped that lead to what was a primary: the next one leads to the new one. */
  private static final class ToStandbys implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException e) {
      return new PostgresFailure(e).demoted() ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
  }

  /** How long a call waits for a connection at most. */
  static long waitMillis(PostgresDatabase database) {
    return Math.clamp(
        database.patience().toMillis() / 2, VALIDATING.toMillis(), CONNECTING_MILLIS_AT_MOST);
  }
}
