package dev.restauth.store.sql;

import dev.restauth.store.Change;
import dev.restauth.store.ChangeStore;
import dev.restauth.store.Row;
import dev.restauth.store.Sql;
import java.time.Instant;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Supplier;

/**
 * The log of changes, in SQL.
 *
 * @param history returns the part of the epoch that comes from the database itself; see {@link
 *     Database#history}
 */
record SqlChangeStore(Sql sql, Supplier<String> history) implements ChangeStore {

  @Override
  public Position last() {
    String epoch =
        sql.one("SELECT value FROM property WHERE name = 'epoch'", row -> row.text("value"))
            .orElseThrow();
    long number =
        sql.one("SELECT number FROM change_counter WHERE id = 1", row -> row.number("number"))
            .orElseThrow();
    return new Position(epoch + history.get(), number);
  }

  @Override
  public List<Numbered> after(long number, long atMost) {
    return sql.all(
        "SELECT number, kind, subject, value FROM change WHERE number > ? ORDER BY number"
            + " LIMIT ?",
        row -> new Numbered(row.number("number"), read(row)),
        number,
        atMost);
  }

  @Override
  public int purge(Instant before, long atMost) {
    return sql.change(
        "DELETE FROM change WHERE number IN (SELECT number FROM change WHERE at < ? ORDER BY number"
            + " LIMIT ?)",
        before,
        atMost);
  }

  /**
   * Adds changes. These must be the last statements of a transaction: after the first of them,
   * other transactions that add changes have to wait.
   */
  void add(SequencedSet<Change> changes, Instant at) {
    long number =
        sql.one(
                "UPDATE change_counter SET number = number + ? WHERE id = 1 RETURNING number",
                row -> row.number("number"),
                (long) changes.size())
            .orElseThrow();
    number -= changes.size();
    for (Change change : changes) {
      number++;
      insert(number, change, at);
    }
  }

  private void insert(long number, Change change, Instant at) {
    sql.change(
        "INSERT INTO change (number, kind, subject, value, at) VALUES (?, ?, ?, ?, ?)",
        number,
        change.kind(),
        change.subject(),
        change.value(),
        at);
  }

  static Change read(Row row) {
    return new Change(row.text("kind"), row.text("subject"), row.number("value"));
  }
}
