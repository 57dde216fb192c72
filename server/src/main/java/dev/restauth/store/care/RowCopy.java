package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseMove.Outcome;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.MoveMark;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Copy of all rows from one database to another.
 *
 * <p>Rows are copied in the order of their keys, with one transaction per batch. An interrupted
 * copy continues, in each table, after the highest key in the target.
 */
final class RowCopy {
  private final MoveEndpoint source;
  private final MoveEndpoint target;
  private final List<MovedTable> tables;
  private final Progress progress;
  private long done;
  private long total;

  RowCopy(MoveEndpoint source, MoveEndpoint target, List<MovedTable> tables, Progress progress) {
    this.source = source;
    this.target = target;
    this.tables = tables;
    this.progress = progress;
  }

  /**
   * Copies the rows and compares them. An {@link java.sql.SQLException} thrown by this method comes
   * from the target.
   */
  Outcome run() throws SQLException {
    boolean resumed = begin();
    Outcome outcome = copyAndCompare();
    if (resumed && outcome instanceof Outcome.Different) {
      // The source was changed after the earlier copy had been interrupted, so the copy starts
      // again.
      deleteAll();
      outcome = copyAndCompare();
    }
    if (outcome instanceof Outcome.Identical) {
      MoveMark.remove(target.connection());
      target.connection().commit();
    }
    return outcome;
  }

  /**
   * Marks the target as an incomplete copy. Returns whether an earlier copy is being continued.
   */
  private boolean begin() throws SQLException {
    String epoch = fromSource(source::epoch);
    Optional<String> mark = MoveMark.of(target.connection());
    if (mark.isPresent()) {
      if (!mark.get().equals(epoch)) {
        throw new StoreRefusedException(
            target.database()
                + " is the unfinished copy of another database than "
                + source.database()
                + ": name that one, or another target");
      }
      return true;
    }
    for (MovedTable table : tables) {
      if (target.rows(table) != table.ownRows()) {
        throw new StoreRefusedException(
            target.database()
                + " is not empty: nothing is moved into a database that has been used. If it may be"
                + " a finished copy, find out with --verify-only");
      }
    }
    MoveMark.set(target.connection(), epoch);
    target.connection().commit();
    return false;
  }

  private Outcome copyAndCompare() throws SQLException {
    total = 0;
    done = 0;
    for (MovedTable table : tables) {
      total += fromSource(() -> source.rows(table));
    }
    for (MovedTable table : tables) {
      progress.advanced(step(table), done, total);
      // The counter is advanced before the rows are copied. Otherwise PostgreSQL's trigger would
      // advance its sequence once per row.
      advanceIdCounter(table);
      copy(table);
    }
    target.connection().commit();
    target.updateStatistics();
    target.connection().commit();
    return new RowComparison(source, target, tables, progress).run();
  }

  private void advanceIdCounter(MovedTable table) throws SQLException {
    if (table.hasNumericKey()) {
      target.advanceIdCounter(table, fromSource(() -> source.lastId(table)));
      target.connection().commit();
    }
  }

  private void copy(MovedTable table) throws SQLException {
    boolean replaced = table.ownRows() > 0;
    if (replaced) {
      // The migrations have created rows in this table. The rows of the source replace them. There
      // are only a few, so one transaction is enough.
      target.execute("DELETE FROM " + table.quotedName() + " WHERE " + table.movedRows());
    }
    Optional<MovedRow> last = replaced ? Optional.empty() : RowStream.last(target, table);
    done += last.isPresent() ? target.rows(table) : 0;
    try (RowStream rows = RowStream.after(source, table, last);
        RowWriter writer = new RowWriter(target, table)) {
      for (List<MovedRow> batch = rows.batch(); !batch.isEmpty(); batch = rows.batch()) {
        writer.write(batch);
        if (!replaced) {
          target.connection().commit();
        }
        done += batch.size();
        progress.advanced(step(table), done, total);
      }
    }
    target.connection().commit();
  }

  private static String step(MovedTable table) {
    return "copying " + table.name();
  }

  /** Deletes all rows except the mark. Starts with tables that refer to other tables. */
  private void deleteAll() throws SQLException {
    for (MovedTable table : tables.reversed()) {
      target.execute("DELETE FROM " + table.quotedName() + " WHERE " + table.movedRows());
    }
    target.connection().commit();
  }

  private interface SourceQuery<T> {
    T run() throws SQLException;
  }

  private <T> T fromSource(SourceQuery<T> query) {
    try {
      return query.run();
    } catch (SQLException e) {
      throw source.refused(e);
    }
  }
}
