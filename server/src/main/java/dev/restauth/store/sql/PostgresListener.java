package dev.restauth.store.sql;

import dev.restauth.store.ChangeListener;
import dev.restauth.store.ChangeStore.Numbered;
import dev.restauth.store.ChangeStore.Position;
import dev.restauth.store.Row;
import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * Listener that PostgreSQL's notifications wake (LISTEN). It then reads the changes from the
 * table.
 */
final class PostgresListener implements ChangeListener {
  /**
   * Time-outs of a few seconds, instead of the operator's settings for other connections. A
   * listener must notice quickly that the server does not answer, and which host is the new
   * primary.
   */
  private static final Map<String, String> SHORT_TIMEOUTS =
      Map.of(
          "connectTimeout", "1",
          "socketTimeout", "2",
          "hostRecheckSeconds", "0",
          "tcpKeepAlive", "true");

  /**
   * The query for the changes. It is a single statement, so that it reads one snapshot and needs
   * one round trip.
   */
  private static final String READ =
      "SELECT here.epoch, here.number AS last, here.at, change.number, change.kind, change.subject,"
          + " change.value FROM (SELECT property.value AS epoch, change_counter.number,"
          + " CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) AS at"
          + " FROM property, change_counter WHERE property.name = 'epoch' AND change_counter.id = 1)"
          + " AS here LEFT JOIN change ON change.number > ? ORDER BY change.number LIMIT ?";

  /**
   * The application name of these connections, by which the listeners are counted. No other
   * connection of a server, and no command, has this name.
   */
  private static final String APPLICATION = "restauth follower";

  private static final String COUNT =
      "SELECT count(*) AS listeners FROM pg_stat_activity"
          + " WHERE datname = current_database() AND application_name = ?";

  /**
   * Connection that listens.
   *
   * @param history the history of the database server. It cannot change during the connection: a
   *     server begins a new history only when it is promoted, and no listener is connected to it
   *     before the promotion
   */
  private record ListeningConnection(Connection connection, Sql sql, String history) {}

  private final PostgresDatabase database;
  private volatile Optional<ListeningConnection> listening = Optional.empty();
  private volatile boolean closed;

  /** Creates a listener. The listener connects at the first read. */
  PostgresListener(PostgresDatabase database) {
    Map<String, String> options = new HashMap<>(database.options());
    options.putAll(SHORT_TIMEOUTS);
    this.database = database.withOptions(options).withTimeout(PostgresDatabase.SERVER_TIMEOUT);
  }

  @Override
  public Batch read(long after, long atMost) {
    return withConnection(on -> read(on, after, atMost));
  }

  private Batch read(ListeningConnection on, long after, long atMost) {
    List<ChangeRow> rows = on.sql().all(READ, row -> changeRow(row, on.history()), after, atMost);
    ChangeRow first = rows.stream().findFirst().orElseThrow();
    return new Batch(
        first.position(), rows.stream().flatMap(row -> row.change().stream()).toList(), first.at());
  }

  private record ChangeRow(Position position, Instant at, Optional<Numbered> change) {}

  private static ChangeRow changeRow(Row row, String history) {
    return new ChangeRow(
        new Position(row.text("epoch") + history, row.number("last")),
        row.instant("at"),
        row.findNumber("number").map(number -> new Numbered(number, SqlChangeStore.read(row))));
  }

  @Override
  public void await(Duration atMost) {
    // If notifications arrived together with the answer to a query, the driver has buffered them
    // and returns them immediately.
    withConnection(
        on ->
            on.connection()
                .unwrap(PGConnection.class)
                .getNotifications(Math.toIntExact(Math.max(1, atMost.toMillis()))));
  }

  @Override
  public long listeners() {
    return withConnection(
        on -> on.sql().all(COUNT, row -> row.number("listeners"), APPLICATION).getFirst());
  }

  private interface Action<T> {
    T on(ListeningConnection listening) throws SQLException;
  }

  private <T> T withConnection(Action<T> action) {
    try {
      ListeningConnection on = listening.isPresent() ? listening.get() : connect();
      return action.on(on);
    } catch (SQLException e) {
      throw failed(e);
    } catch (SqlFailure e) {
      throw failed(e.sqlException());
    }
  }

  /** Connects, and runs LISTEN before the first read, so that no change in between is missed. */
  private ListeningConnection connect() throws SQLException {
    Connection connection = database.connect(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET application_name = '" + APPLICATION + "'");
      statement.execute("LISTEN restauth_change");
      ListeningConnection on =
          new ListeningConnection(connection, new Sql(connection), database.history(connection));
      listening = Optional.of(on);
      if (closed) {
        throw new SQLException("closed");
      }
      return on;
    } catch (SQLException e) {
      abort(connection);
      throw e;
    }
  }

  private StoreUnavailableException failed(SQLException e) {
    disconnect();
    return new StoreUnavailableException(database.explain(e), e);
  }

  private void disconnect() {
    listening.map(ListeningConnection::connection).ifPresent(PostgresListener::abort);
    listening = Optional.empty();
  }

  /**
   * Aborts the connection. Unlike {@code close}, this does not wait for the server, or for another
   * thread that uses the connection.
   */
  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // The connection is abandoned in any case.
    }
  }

  @Override
  public void close() {
    closed = true;
    listening.map(ListeningConnection::connection).ifPresent(PostgresListener::abort);
  }
}
