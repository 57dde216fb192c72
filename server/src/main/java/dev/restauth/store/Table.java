package dev.restauth.store;

import java.util.List;

/**
 * Table, as its feature declares it: everything about it except its columns, which are in the
 * migrations. A test fails if no feature declares a table of the schema.
 *
 * @param name the name in the schema
 * @param onRestore the rule that a restore applies to its rows
 * @param lasts the lifetime of a row and the cause of its removal, in words
 * @param personal the columns with personal data; after an account is closed, they contain only its
 *     name
 */
public record Table(String name, OnRestore onRestore, String lasts, List<String> personal) {
  /** Copies the list. */
  public Table {
    personal = List.copyOf(personal);
  }

  /** A table without personal data. */
  public Table(String name, OnRestore onRestore, String lasts) {
    this(name, onRestore, lasts, List.of());
  }

  /**
   * Rule of a restore for a table. It makes sure that nothing that was revoked becomes valid again:
   * a backup lacks the revocations made after it.
   */
  @FunctionalInterface
  public interface OnRestore {
    /** Keeps the rows: they grant nothing. */
    OnRestore STAYS = (table, jump) -> List.of();

    /** Deletes all rows. */
    OnRestore EMPTIED = (table, jump) -> List.of("DELETE FROM " + table);

    /** Returns the statements, which run on both databases, in the transaction of the restore. */
    List<String> statements(String table, Jump jump);
  }

  /**
   * Increase of numbers after a restore, beyond all that may have been issued since the backup was
   * made.
   *
   * @param generation the highest generation that the replaced database has issued
   * @param ahead the increase of each account's generation beyond that and its own
   * @param lastId the id before the next account's id
   */
  public record Jump(long generation, long ahead, long lastId) {}
}
