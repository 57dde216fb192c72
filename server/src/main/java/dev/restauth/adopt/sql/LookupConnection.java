package dev.restauth.adopt.sql;

import dev.restauth.adopt.sql.Engine.Access;
import dev.restauth.adopt.sql.Engine.Purpose;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A connection to the old database that is opened anew where it must be. Not thread-safe. */
final class LookupConnection {
  /** A firewall may forget a connection that rests, and would let a look-up run into the void. */
  private static final long RESTS_AT_MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int ATTEMPTS = 3;

  /** Something that is asked. */
  interface Work<T> {
    T of(LookupQuery question) throws SQLException;
  }

  private record Kept(Access access, LookupQuery question) {}

  private final LegacyDatabase database;
  private final UserQuery query;
  private Optional<Kept> kept = Optional.empty();
  private long usedAt;

  LookupConnection(LegacyDatabase database, UserQuery query) {
    this.database = database;
    this.query = query;
  }

  /**
   * Asks once more where a connection that was kept fails, since the server may have been restarted, and
   * where the old application began to write a file while that was read, or wrote it at a bad moment.
   */
  <T> T run(Work<T> work) throws SQLException {
    return database.engine().atAGoodMoment(() -> asked(work));
  }

  private <T> T asked(Work<T> work) throws SQLException {
    if (System.nanoTime() - usedAt > RESTS_AT_MOST_NANOS) {
      close();
    }
    for (int attempt = 1; ; attempt++) {
      boolean fresh = kept.isEmpty();
      boolean good = false;
      boolean doubtful = false;
      try {
        Kept used = opened();
        try {
          T value = work.of(used.question());
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
        if (!good || !database.engine().isKept()) {
          close();
        }
      }
    }
  }

  private Kept opened() throws SQLException {
    if (kept.isPresent()) {
      return kept.get();
    }
    Access access = database.engine().connect(Purpose.ONE);
    try {
      Kept made =
          new Kept(
              access,
              new LookupQuery(
                  access.connection(),
                  database.engine(),
                  query,
                  database.columns(access.connection(), query)));
      kept = Optional.of(made);
      return made;
    } finally {
      if (kept.isEmpty()) {
        access.close();
      }
    }
  }

  void close() {
    kept.ifPresent(each -> each.access().close());
    kept = Optional.empty();
  }
}
