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
 * Move between databases of any kind.
 *
 * @param from the source. Only its schema is changed, and only if it is older than this program's
 *     schema
 * @param to the target, which is created if it is missing
 * @param timeout the longest time to wait until a command or a server that is about to exit has
 *     released its database; a few seconds are enough
 */
public record SqlDatabaseMove(Database from, Database to, Duration timeout)
    implements DatabaseMove {

  @Override
  public Outcome move(Progress progress) {
    return withBoth(
        true,
        (source, target, tables) -> {
          target.prepareAsTarget();
          return new RowCopy(source, target, tables, progress).run();
        });
  }

  @Override
  public Outcome compare(Progress progress) {
    return withBoth(
        false,
        (source, target, tables) -> {
          target.lockForReading(tables);
          return new RowComparison(source, target, tables, progress).run();
        });
  }

  private interface Work {
    Outcome run(MoveEndpoint source, MoveEndpoint target, List<MovedTable> tables)
        throws SQLException;
  }

  private Outcome withBoth(boolean create, Work work) {
    if (isSameFile()) {
      throw same();
    }
    try (MoveEndpoint source = MoveEndpoint.open(from, false, timeout)) {
      List<MovedTable> tables = MovedTable.of(from.design());
      try {
        source.lockForReading(tables);
      } catch (SQLException e) {
        throw source.refused(e);
      }
      try (MoveEndpoint target = MoveEndpoint.open(to, create, timeout)) {
        return run(source, target, tables, work);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the schema cannot be made in memory", e);
    }
  }

  private static Outcome run(
      MoveEndpoint source, MoveEndpoint target, List<MovedTable> tables, Work work) {
    try {
      if (source.identity().equals(target.identity())) {
        throw same();
      }
      return work.run(source, target, tables);
    } catch (SQLException e) {
      throw target.refused(e);
    }
  }

  /**
   * Returns whether the source and the target are the same file. This is checked before the lock is
   * acquired, because the message about the lock would be less clear.
   */
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
