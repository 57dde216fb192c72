package dev.restauth.adopt.sql;

import dev.restauth.adopt.sql.Engine.Access;
import dev.restauth.adopt.sql.Engine.Purpose;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A connection to the legacy database, which is replaced if necessary. Not thread-safe. */
final class LookupConnection {
  /**
   * The time after which an idle connection is replaced: a firewall may drop it silently, and the
   * next look-up would time out.
   */
  private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * The age at which a connection is replaced, because its query does not include tables of second
   * factors that were created later.
   */
  private static final long MAX_AGE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final int ATTEMPTS = 3;

  /** A look-up to run on the connection. */
  interface Work<T> {
    T run(LookupQuery lookup) throws SQLException;
  }

  private record OpenConnection(Access access, LookupQuery lookup) {}

  private final LegacyDatabase database;
  private final UserQuery query;
  private Optional<OpenConnection> open = Optional.empty();
  private long usedAt;
  private long openedAt;

  LookupConnection(LegacyDatabase database, UserQuery query) {
    this.database = database;
    this.query = query;
  }

  /**
   * Runs the look-up. If it fails on a reused connection, tries again on a new one, since the
   * database server may have been restarted. Also tries again if the legacy application began to
   * write to its file during the look-up, or if the error is transient.
   */
  <T> T run(Work<T> work) throws SQLException {
    return database.engine().retryTransient(() -> attempt(work));
  }

  private <T> T attempt(Work<T> work) throws SQLException {
    long now = System.nanoTime();
    if (now - usedAt > MAX_IDLE_NANOS || now - openedAt > MAX_AGE_NANOS) {
      close();
    }
    for (int attempt = 1; ; attempt++) {
      boolean fresh = open.isEmpty();
      boolean good = false;
      boolean doubtful = false;
      try {
        OpenConnection used = openIfNeeded();
        try {
          T value = work.run(used.lookup());
          doubtful = used.access().doubtful().getAsBoolean();
          if (!doubtful || attempt == ATTEMPTS) {
            good = true;
            return value;
          }
        } catch (SQLException e) {
          doubtful = used.access().doubtful().getAsBoolean();
          throw e;
        }
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || (fresh && !doubtful)) {
          throw e;
        }
      } finally {
        usedAt = System.nanoTime();
        if (!good || !database.engine().reusesConnections()) {
          close();
        }
      }
    }
  }

  private OpenConnection openIfNeeded() throws SQLException {
    if (open.isPresent()) {
      return open.get();
    }
    Access access = database.engine().connect(Purpose.ONE);
    try {
      UserQuery complete = query.on(access.connection());
      OpenConnection made =
          new OpenConnection(
              access,
              new LookupQuery(
                  access.connection(),
                  database.engine(),
                  complete,
                  database.columns(access.connection(), complete)));
      open = Optional.of(made);
      openedAt = System.nanoTime();
      return made;
    } finally {
      if (open.isEmpty()) {
        access.close();
      }
    }
  }

  void close() {
    open.ifPresent(each -> each.access().close());
    open = Optional.empty();
  }
}
