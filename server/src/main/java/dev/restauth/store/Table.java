package dev.restauth.store;

import dev.restauth.store.Column.Shown;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table, as declared by its feature. The types of its columns are in the migrations. A test fails if
 * no feature declares a table or a column of the schema.
 *
 * @param name the name in the schema
 * @param onRestore the rule that a restore applies to its rows
 * @param lasts the lifetime of a row and the cause of its removal, in words
 * @param ofAccount a condition with one parameter, the id of an account, for the rows that belong to
 *     it; empty if no row belongs to an account
 * @param columns the columns. Rows that belong to an account are in its export, and are erased with it
 */
public record Table(
    String name,
    OnRestore onRestore,
    String lasts,
    Optional<String> ofAccount,
    List<Column> columns) {
  /** Copies the list. */
  public Table {
    columns = List.copyOf(columns);
  }

  /** Creates a table whose columns are not declared yet. */
  public Table(String name, OnRestore onRestore, String lasts) {
    this(name, onRestore, lasts, Optional.empty(), List.of());
  }

  /**
   * Returns the table with a condition for the rows that belong to an account, and with their columns. The account's id
   * is the only parameter of the condition.
   */
  public Table ofAccount(String condition, Column... shown) {
    return new Table(
        name,
        onRestore,
        lasts,
        Optional.of(condition),
        Stream.concat(columns.stream(), Stream.of(shown)).toList());
  }

  /** Returns the table with more columns, which no export shows because they have no personal data. */
  public Table notPersonal(String... names) {
    return new Table(
        name,
        onRestore,
        lasts,
        ofAccount,
        Stream.concat(columns.stream(), Stream.of(names).map(Column::notPersonal)).toList());
  }

  /** The columns that the export of an account shows. */
  public List<Column> personal() {
    return columns.stream().filter(column -> column.shown() != Shown.NEVER).toList();
  }

  /** The query for the rows of an account. Its parameters are the account's id and a number of rows. */
  String selectOfAccount() {
    return personal().stream()
        .map(column -> column.value() + " AS " + column.member())
        .collect(
            Collectors.joining(
                ", ",
                "SELECT ",
                " FROM " + name + " WHERE " + ofAccount.orElseThrow() + " LIMIT ?"));
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
   * @param ahead the increase of each account's generation, beyond the higher of {@code generation} and its own
   * @param lastId the id before the next account's id
   */
  public record Jump(long generation, long ahead, long lastId) {}
}
