package dev.restauth.store.care;

import dev.restauth.store.care.MovedTable.Column;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Stream of a table's rows, sorted by the bytes of their keys. Keeps only the rows of one fetch in
 * memory.
 */
final class RowStream implements AutoCloseable {
  private final MoveEndpoint side;
  private final MovedTable table;
  private final PreparedStatement statement;
  private final ResultSet rows;

  /** Returns all rows. */
  static RowStream all(MoveEndpoint side, MovedTable table) {
    return new RowStream(side, table, Optional.empty());
  }

  /** Returns the rows whose keys are above the key of {@code last}; all rows if there is none. */
  static RowStream after(MoveEndpoint side, MovedTable table, Optional<MovedRow> last) {
    return new RowStream(side, table, last);
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // the text consists of names in this program's schema
  private RowStream(MoveEndpoint side, MovedTable table, Optional<MovedRow> last) {
    this.side = side;
    this.table = table;
    try {
      statement =
          side.connection()
              .prepareStatement(
                  selection(table)
                      + (last.isEmpty()
                          ? ""
                          : " AND (" + sorted(side, table) + ") > (" + placeholders(table) + ")")
                      + " ORDER BY "
                      + sorted(side, table));
      statement.setFetchSize(MoveEndpoint.BATCH);
      if (last.isPresent()) {
        bind(table, last.get());
      }
      rows = statement.executeQuery();
    } catch (SQLException e) {
      throw side.refused(e);
    }
  }

  private void bind(MovedTable table, MovedRow last) throws SQLException {
    int index = 1;
    for (Column column : table.key()) {
      column.kind().bind(statement, index, last.cell(column));
      index++;
    }
  }

  private static String selection(MovedTable table) {
    return "SELECT "
        + table.quotedColumns()
        + " FROM "
        + table.quotedName()
        + " WHERE "
        + table.movedRows();
  }

  private static String sorted(MoveEndpoint side, MovedTable table) {
    return table.key().stream().map(side::sortedByBytes).collect(Collectors.joining(", "));
  }

  private static String placeholders(MovedTable table) {
    return String.join(", ", Collections.nCopies(table.key().size(), "?"));
  }

  /** Returns the row with the highest key; empty if there is no row. */
  @SuppressWarnings("SQL_INJECTION_JDBC") // the text consists of names in this program's schema
  static Optional<MovedRow> last(MoveEndpoint side, MovedTable table) {
    String backwards =
        table.key().stream()
            .map(column -> side.sortedByBytes(column) + " DESC")
            .collect(Collectors.joining(", "));
    try (PreparedStatement statement =
            side.connection()
                .prepareStatement(selection(table) + " ORDER BY " + backwards + " LIMIT 1");
        ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(MovedRow.of(table, row)) : Optional.empty();
    } catch (SQLException e) {
      throw side.refused(e);
    }
  }

  /** Returns the next rows, at most one batch; empty at the end. */
  List<MovedRow> batch() {
    List<MovedRow> batch = new ArrayList<>(MoveEndpoint.BATCH);
    while (batch.size() < MoveEndpoint.BATCH) {
      Optional<MovedRow> row = next();
      if (row.isEmpty()) {
        break;
      }
      batch.add(row.get());
    }
    return batch;
  }

  /** Returns the next row; empty at the end. */
  Optional<MovedRow> next() {
    try {
      return rows.next() ? Optional.of(MovedRow.of(table, rows)) : Optional.empty();
    } catch (SQLException e) {
      throw side.refused(e);
    }
  }

  @Override
  public void close() {
    try (statement) {
      rows.close();
    } catch (SQLException e) {
      throw side.refused(e);
    }
  }
}
