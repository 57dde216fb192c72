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

/** Hears of changes by LISTEN, which only wakes: what there is to hear is read from the table. */
final class PostgresListener implements ChangeListener {
  /**
   * Seconds, instead of what an operator may have set for other connections: whoever listens must notice
   * soon that nobody answers, and where a new primary is.
   */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "connectTimeout", "1",
          "socketTimeout", "2",
          "hostRecheckSeconds", "0",
          "tcpKeepAlive", "true");

  /** One statement sees one moment, and is one way to the database and back. */
  private static final String READ =
      "SELECT here.epoch, here.number AS last, here.at, change.number, change.kind, change.subject,"
          + " change.value FROM (SELECT property.value AS epoch, change_counter.number,"
          + " CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) AS at"
          + " FROM property, change_counter WHERE property.name = 'epoch' AND change_counter.id = 1)"
          + " AS here LEFT JOIN change ON change.number > ? ORDER BY change.number LIMIT ?";

  /**
   * A connection that listens.
   *
   * @param history of the server it leads to, which stays the same for as long as the connection does:
   *     a server begins another only by a promotion, and before that it is no primary
   */
  private record Listening(Connection connection, Sql sql, String history) {}

  private final PostgresDatabase database;
  private volatile Optional<Listening> listening = Optional.empty();
  private volatile boolean closed;

  /** Connects when it reads first. */
  PostgresListener(PostgresDatabase database) {
    Map<String, String> options = new HashMap<>(database.options());
    options.putAll(IMPATIENT);
    this.database = database.with(options).with(PostgresDatabase.SERVING);
  }

  @Override
  public News read(long after, long atMost) {
    return trying(on -> read(on, after, atMost));
  }

  private News read(Listening on, long after, long atMost) {
    List<Heard> rows = on.sql().all(READ, row -> heard(row, on.history()), after, atMost);
    Heard first = rows.stream().findFirst().orElseThrow();
    return new News(
        first.position(), rows.stream().flatMap(row -> row.change().stream()).toList(), first.at());
  }

  private record Heard(Position position, Instant at, Optional<Numbered> change) {}

  private static Heard heard(Row row, String history) {
    return new Heard(
        new Position(row.text("epoch") + history, row.number("last")),
        row.instant("at"),
        row.findNumber("number").map(number -> new Numbered(number, SqlChangeStore.read(row))));
  }

  @Override
  public void await(Duration atMost) {
    // Those that came with the answer of a query are kept by the driver, which gives them at once.
    trying(
        on ->
            on.connection()
                .unwrap(PGConnection.class)
                .getNotifications(Math.toIntExact(Math.max(1, atMost.toMillis()))));
  }

  private interface Action<T> {
    T on(Listening listening) throws SQLException;
  }

  private <T> T trying(Action<T> action) {
    try {
      Listening on = listening.isPresent() ? listening.get() : connect();
      return action.on(on);
    } catch (SQLException e) {
      throw failed(e);
    } catch (SqlFailure e) {
      throw failed(e.sqlException());
    }
  }

  /** It listens before anything is read, so that nothing falls between. */
  private Listening connect() throws SQLException {
    Connection connection = database.connect(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN restauth_change");
      Listening on = new Listening(connection, new Sql(connection), database.history(connection));
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
    drop();
    return new StoreUnavailableException(database.explain(e), e);
  }

  private void drop() {
    listening.map(Listening::connection).ifPresent(PostgresListener::abort);
    listening = Optional.empty();
  }

  /** Unlike closing, this waits neither for the server nor for who uses it. */
  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is given up in any case.
    }
  }

  @Override
  public void close() {
    closed = true;
    listening.map(Listening::connection).ifPresent(PostgresListener::abort);
  }
}
