package dev.restauth.store.care;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HexFormat;

/** Type of a column, under the name that SQLite uses. */
enum CellKind {
  /** Text, which is read as bytes: decoding would replace invalid UTF-8 without an error. */
  TEXT(Types.VARCHAR) {
    @Override
    void bindValue(PreparedStatement statement, int index, Cell cell) throws SQLException {
      statement.setString(index, text(cell));
    }

    @Override
    String display(Cell cell) {
      return new String(cell.bytes(), StandardCharsets.UTF_8);
    }
  },

  INTEGER(Types.BIGINT) {
    @Override
    Cell read(ResultSet row, int index) throws SQLException {
      long number = row.getLong(index);
      return row.wasNull()
          ? Cell.NULL
          : Cell.of(ByteBuffer.allocate(Long.BYTES).putLong(number ^ Long.MIN_VALUE).array());
    }

    @Override
    void bindValue(PreparedStatement statement, int index, Cell cell) throws SQLException {
      statement.setLong(index, number(cell));
    }

    @Override
    String display(Cell cell) {
      return Long.toString(number(cell));
    }
  },

  BLOB(Types.BINARY) {
    @Override
    void bindValue(PreparedStatement statement, int index, Cell cell) throws SQLException {
      statement.setBytes(index, cell.bytes());
    }

    @Override
    String display(Cell cell) {
      return HexFormat.of().formatHex(cell.bytes());
    }
  };

  private final int sqlType;

  CellKind(int sqlType) {
    this.sqlType = sqlType;
  }

  Cell read(ResultSet row, int index) throws SQLException {
    byte[] bytes = row.getBytes(index);
    return bytes == null ? Cell.NULL : Cell.of(bytes);
  }

  void bind(PreparedStatement statement, int index, Cell cell) throws SQLException {
    if (cell.present()) {
      bindValue(statement, index, cell);
    } else {
      statement.setNull(index, sqlType);
    }
  }

  abstract void bindValue(PreparedStatement statement, int index, Cell cell) throws SQLException;

  /** Returns the value of a key column in readable form. */
  abstract String display(Cell cell);

  private static long number(Cell cell) {
    return ByteBuffer.wrap(cell.bytes()).getLong() ^ Long.MIN_VALUE;
  }

  private static String text(Cell cell) throws SQLException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(cell.bytes())).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidUtf8(e);
    }
  }

  /** Signals a text that is not valid UTF-8. */
  static final class InvalidUtf8 extends SQLException {
    private static final long serialVersionUID = 1L;

    InvalidUtf8(CharacterCodingException cause) {
      super("it has a text that is not UTF-8", cause);
    }
  }
}
