package dev.restauth.store.care;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HexFormat;

/** What a column holds, by the names that SQLite has for it. */
enum CellKind {
  /** By its bytes: a text that is no UTF-8 would be read as another, and nobody would see it. */
  TEXT(Types.VARCHAR) {
    @Override
    void bindThere(PreparedStatement statement, int index, Cell cell) throws SQLException {
      statement.setString(index, text(cell));
    }

    @Override
    String shown(Cell cell) {
      return new String(cell.bytes(), StandardCharsets.UTF_8);
    }
  },

  INTEGER(Types.BIGINT) {
    @Override
    Cell read(ResultSet row, int index) throws SQLException {
      long number = row.getLong(index);
      return row.wasNull()
          ? Cell.NONE
          : Cell.of(ByteBuffer.allocate(Long.BYTES).putLong(number ^ Long.MIN_VALUE).array());
    }

    @Override
    void bindThere(PreparedStatement statement, int index, Cell cell) throws SQLException {
      statement.setLong(index, number(cell));
    }

    @Override
    String shown(Cell cell) {
      return Long.toString(number(cell));
    }
  },

  BLOB(Types.BINARY) {
    @Override
    void bindThere(PreparedStatement statement, int index, Cell cell) throws SQLException {
      statement.setBytes(index, cell.bytes());
    }

    @Override
    String shown(Cell cell) {
      return HexFormat.of().formatHex(cell.bytes());
    }
  };

  private final int sqlType;

  CellKind(int sqlType) {
    this.sqlType = sqlType;
  }

  Cell read(ResultSet row, int index) throws SQLException {
    byte[] bytes = row.getBytes(index);
    return bytes == null ? Cell.NONE : Cell.of(bytes);
  }

  void bind(PreparedStatement statement, int index, Cell cell) throws SQLException {
    if (cell.there()) {
      bindThere(statement, index, cell);
    } else {
      statement.setNull(index, sqlType);
    }
  }

  abstract void bindThere(PreparedStatement statement, int index, Cell cell) throws SQLException;

  /** A key for people. */
  abstract String shown(Cell cell);

  private static long number(Cell cell) {
    return ByteBuffer.wrap(cell.bytes()).getLong() ^ Long.MIN_VALUE;
  }

  private static String text(Cell cell) throws SQLException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(cell.bytes())).toString();
    } catch (CharacterCodingException e) {
      throw new NoText(e);
    }
  }

  /** A text that is no UTF-8. */
  static final class NoText extends SQLException {
    private static final long serialVersionUID = 1L;

    NoText(CharacterCodingException cause) {
      super("it has a text that is not UTF-8", cause);
    }
  }
}
