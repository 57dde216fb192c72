package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseMove;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * A move between databases of any kind.
 *
 * @param from is not changed, but for its schema where that is older than this program
 * @param to is made where it is missing
 * @param patience how long to wait for a command or a server that is about to end, some seconds
 */
public record SqlDatabaseMove(Database from, Database to, Duration patience)
    implements DatabaseMove {

  @Override
  public Outcome move(Progress progress) {
    return between(
        true,
        (source, target, tables) -> {
          target.makeReady();
          return new RowCopy(source, target, tables, progress).run();
        });
  }

  @Override
  public Outcome compare(Progress progress) {
    return between(
        false,
        (source, target, tables) -> {
          target.holdStill(tables);
          return new RowComparison(source, target, tables, progress).run();
        });
  }

  private interface Work {
    Outcome on(MoveEndpoint source, MoveEndpoint target, List<MovedTable> tables)
        throws SQLException;
  }

  private Outcome between(boolean make, Work work) {
    if (isSameFile()) {
      throw same();
    }
    try (MoveEndpoint source = MoveEndpoint.open(from, false, patience)) {
      List<MovedTable> tables = MovedTable.of(from.design());
      try {
        source.holdStill(tables);
      } catch (SQLException e) {
        throw source.refused(e);
      }
      try (MoveEndpoint target = MoveEndpoint.open(to, make, patience)) {
        return on(source, target, tables, work);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the schema cannot be made in memory", e);
    }
  }

  private static Outcome on(
      MoveEndpoint source, MoveEndpoint target, List<MovedTable> tables, Work work) {
    try {
      if (source.identity().equals(target.identity())) {
        throw same();
      }
      return work.on(source, target, tables);
    } catch (SQLException e) {
      throw target.refused(e);
    }
  }

  /** Else its lock would be in the way, which says less. */
  private boolean isSameFile() {
    try {
      return from instanceof SqliteDatabase one
          && to instanceof SqliteDatabase other
          && Files.isSameFile(one.file(), other.file());
    } catch (IOException e) {
      return false;
    }
  }

  private static StoreRefusedException same() {
    return new StoreRefusedException("FROM and TO are the same database");
  }
}
