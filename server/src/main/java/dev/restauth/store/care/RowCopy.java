package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.DatabaseMove.Outcome;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.MoveMark;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Fills one database with the rows of another.
 *
 * <p>Rows go in the order of their keys, a transaction a batch. Whoever goes on with a copy that was cut
 * off begins in each table above the highest key that is there.
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

  /** SQL failures that come out are the target's. */
  Outcome run() throws SQLException {
    boolean goesOn = begin();
    Outcome outcome = copyAndCompare();
    if (goesOn && outcome instanceof Outcome.Different) {
      // The source was changed after the earlier copy was cut off.
      empty();
      outcome = copyAndCompare();
    }
    if (outcome instanceof Outcome.Proven) {
      MoveMark.remove(target.connection());
      target.connection().commit();
    }
    return outcome;
  }

  /** Whether an earlier copy is gone on with. */
  private boolean begin() throws SQLException {
    String epoch = ofSource(source::epoch);
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
                + " is not empty: nothing is moved into a database that has been used. Where it may be"
                + " a finished copy, --verify-only tells");
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
      total += ofSource(() -> source.rows(table));
    }
    for (MovedTable table : tables) {
      progress.advanced(step(table), done, total);
      // Before the rows: else PostgreSQL's trigger would move its counter with each of them.
      count(table);
      copy(table);
    }
    target.connection().commit();
    target.settle();
    target.connection().commit();
    return new RowComparison(source, target, tables, progress).run();
  }

  private void count(MovedTable table) throws SQLException {
    if (table.isNumbered()) {
      target.countFrom(table, ofSource(() -> source.lastId(table)));
      target.connection().commit();
    }
  }

  private void copy(MovedTable table) throws SQLException {
    boolean whole = table.ownRows() > 0;
    if (whole) {
      // With rows that its schema made, of which the source has others. Few: one transaction.
      target.execute("DELETE FROM " + table.quotedName() + " WHERE " + table.moved());
    }
    Optional<MovedRow> last = whole ? Optional.empty() : RowStream.last(target, table);
    done += last.isPresent() ? target.rows(table) : 0;
    try (RowStream rows = RowStream.after(source, table, last);
        RowWriter writer = new RowWriter(target, table)) {
      for (List<MovedRow> batch = rows.batch(); !batch.isEmpty(); batch = rows.batch()) {
        writer.write(batch);
        if (!whole) {
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

  /** All but the mark, those that refer to others first. */
  private void empty() throws SQLException {
    for (MovedTable table : tables.reversed()) {
      target.execute("DELETE FROM " + table.quotedName() + " WHERE " + table.moved());
    }
    target.connection().commit();
  }

  private interface Question<T> {
    T answer() throws SQLException;
  }

  private <T> T ofSource(Question<T> question) {
    try {
      return question.answer();
    } catch (SQLException e) {
      throw source.refused(e);
    }
  }
}
