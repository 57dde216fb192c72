package dev.restauth.store.care;

import dev.restauth.store.care.MovedTable.Column;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Row of a moved table.
 *
 * @param cells the values, in the order of the table's columns
 */
record MovedRow(MovedTable table, List<Cell> cells) {

  static MovedRow of(MovedTable table, ResultSet row) throws SQLException {
    List<Column> columns = table.columns();
    List<Cell> cells = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      cells.add(columns.get(i).kind().read(row, i + 1));
    }
    return new MovedRow(table, cells);
  }

  Cell cell(Column column) {
    return cells.get(table.columns().indexOf(column));
  }

  /**
   * Compares the bytes of the keys.
   *
   * @param key the indexes of the key's columns
   */
  int compareKey(MovedRow other, List<Integer> key) {
    for (int column : key) {
      int order = cells.get(column).compareTo(other.cells.get(column));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /**
   * Returns the row in bytes. For each value, a byte says whether the value is present; then follow
   * the value's length and content. Different rows have different bytes.
   */
  byte[] encoded() {
    int length = cells.stream().mapToInt(cell -> 1 + Integer.BYTES + cell.bytes().length).sum();
    ByteBuffer encoded = ByteBuffer.allocate(length);
    for (Cell cell : cells) {
      encoded.put((byte) (cell.present() ? 1 : 0)).putInt(cell.bytes().length).put(cell.bytes());
    }
    return encoded.array();
  }

  /** Returns a text with the table and the key, but no other values. */
  @Override
  public String toString() {
    return "row "
        + table.key().stream()
            .map(column -> column.kind().display(cell(column)))
            .collect(Collectors.joining(", "))
        + " of the table "
        + table.name();
  }
}
