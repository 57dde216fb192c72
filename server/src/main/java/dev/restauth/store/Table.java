package dev.restauth.store;

import java.util.List;

/**
 * A table, as its feature declares it: all that has to be known of it beside its columns, which the
 * migrations say. A test fails for a table of the schema that nobody declares.
 *
 * @param name as in the schema
 * @param onRestore what a restore does with its rows
 * @param lasts how long a row lives and what removes it, in words
 * @param personal the columns that say something of a person; of an account that is closed nothing of
 *     them is left but its name
 */
public record Table(String name, OnRestore onRestore, String lasts, List<String> personal) {
  /** Copies the list. */
  public Table {
    personal = List.copyOf(personal);
  }

  /** A table that says nothing of a person. */
  public Table(String name, OnRestore onRestore, String lasts) {
    this(name, onRestore, lasts, List.of());
  }

  /**
   * What a restore does, so that nothing that had ended comes back to life: a backup has not seen what
   * was ended after it was made.
   */
  @FunctionalInterface
  public interface OnRestore {
    /** The rows stay: they give nobody anything. */
    OnRestore STAYS = (table, jump) -> List.of();

    /** No row stays. */
    OnRestore EMPTIED = (table, jump) -> List.of("DELETE FROM " + table);

    /** Statements that run on both databases, in the transaction of the restore. */
    List<String> statements(String table, Jump jump);
  }

  /**
   * How far numbers go ahead, beyond all that may have been given since the backup was made.
   *
   * @param generation the highest that the replaced database has given
   * @param ahead what each account's generation grows by beyond that and its own
   * @param lastId the next account's id is one more
   */
  public record Jump(long generation, long ahead, long lastId) {}
}
