package dev.restauth.store.care;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.care.MovedTable.Column;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/** Writes rows into a table that may already contain some of them. */
final class RowWriter implements AutoCloseable {
  private final MoveEndpoint side;
  private final MovedTable table;
  private final PreparedStatement insert;

  @SuppressWarnings("SQL_INJECTION_JDBC") // the text consists of names in this program's schema
  RowWriter(MoveEndpoint side, MovedTable table) {
    this.side = side;
    this.table = table;
    try {
      insert =
          side.connection()
              .prepareStatement(
                  "INSERT INTO "
                      + table.quotedName()
                      + " ("
                      + table.quotedColumns()
                      + ") VALUES ("
                      + String.join(", ", Collections.nCopies(table.columns().size(), "?"))
                      + ") ON CONFLICT DO NOTHING");
    } catch (SQLException e) {
      throw side.refused(e);
    }
  }

  /**
   * Writes all rows; the caller commits.
   *
   * @throws StoreRefusedException if the database refuses a row; the message names the table and
   *     the key
   */
  void write(List<MovedRow> rows) throws SQLException {
    try {
      for (MovedRow row : rows) {
        bind(row);
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      insert.clearBatch();
      if (!side.isRowFailure(e)) {
        throw e;
      }
      side.connection().rollback();
      throwForRefusedRow(rows);
      throw e;
    }
  }

  /** Finds the row that the database refused, because the failure of a batch does not name it. */
  private void throwForRefusedRow(List<MovedRow> rows) throws SQLException {
    for (MovedRow row : rows) {
      try {
        bind(row);
        insert.executeUpdate();
      } catch (SQLException e) {
        side.connection().rollback();
        if (!side.isRowFailure(e)) {
          throw e;
        }
        throw new StoreRefusedException(
            "the " + row + " cannot be copied: " + side.refused(e).getMessage());
      }
    }
  }

  private void bind(MovedRow row) throws SQLException {
    List<Column> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).kind().bind(insert, i + 1, row.cells().get(i));
    }
  }

  @Override
  public void close() {
    try {
      insert.close();
    } catch (SQLException e) {
      throw side.refused(e);
    }
  }
}
