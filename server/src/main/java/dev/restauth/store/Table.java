package dev.restauth.store;

import dev.restauth.store.Column.Shown;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table, as declared by the feature that owns the table. The migrations define the types of its
 * columns. A test fails if the schema has a table or a column that no feature declares.
 *
 * @param name the name in the schema
 * @param onRestore the rule that a restore applies to the rows
 * @param lasts a description of how long a row lives and what removes it
 * @param ofAccount the SQL condition for the rows of an account, with the account's id as its only
 *     parameter; empty if no row belongs to an account
 * @param columns all columns, each with its form in the export of an account
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
   * Returns the table with the SQL condition for the rows that belong to an account, and with their
   * columns. The account's id is the only parameter of the condition.
   */
  public Table ofAccount(String condition, Column... shown) {
    return new Table(
        name,
        onRestore,
        lasts,
        Optional.of(condition),
        Stream.concat(columns.stream(), Stream.of(shown)).toList());
  }

  /** Returns the table with more columns, which contain no personal data. No export shows them. */
  public Table notPersonal(String... names) {
    return new Table(
        name,
        onRestore,
        lasts,
        ofAccount,
        Stream.concat(columns.stream(), Stream.of(names).map(Column::notPersonal)).toList());
  }

  /** The columns that an account's export shows. */
  public List<Column> personal() {
    return columns.stream().filter(column -> column.shown() != Shown.NEVER).toList();
  }

  /**
   * The query for the rows that belong to an account. Its parameters are the account's id and the
   * maximum number of rows.
   */
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
   * Rule that a restore applies to a table. A backup lacks the revocations that were made after it.
   * The rule makes sure that tokens and keys that were revoked after the backup do not become valid
   * again.
   */
  @FunctionalInterface
  public interface OnRestore {
    /** Keeps the rows. */
    OnRestore STAYS = (table, jump) -> List.of();

    /** Deletes all rows. */
    OnRestore EMPTIED = (table, jump) -> List.of("DELETE FROM " + table);

    /**
     * Returns the statements to run in the transaction of the restore. They must be valid for both
     * kinds of database.
     */
    List<String> statements(String table, Jump jump);
  }

  /**
   * Increase of numbers after a restore. The increased numbers are higher than any number that may
   * have been issued since the backup.
   *
   * @param generation the highest generation that the replaced database has issued
   * @param ahead each account's new generation is this amount plus the higher of {@code generation}
   *     and the account's old generation
   * @param lastId the last account id that may have been issued; the next account gets a higher id
   */
  public record Jump(long generation, long ahead, long lastId) {}
}
