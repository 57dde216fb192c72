package dev.restauth.store.care;

import java.util.Arrays;

/**
 * One value of a row, in bytes that are the same on every database and sort as it does: text as UTF-8,
 * whole numbers as eight bytes, the highest first and its sign turned round.
 */
@SuppressWarnings("ArrayRecordComponent") // equal by their content
record Cell(boolean there, byte[] bytes) implements Comparable<Cell> {
  static final Cell NONE = new Cell(false, new byte[0]);

  static Cell of(byte[] bytes) {
    return new Cell(true, bytes);
  }

  @Override
  public int compareTo(Cell other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  /** By its bytes. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Cell(boolean hasValue, byte[] others)
        && hasValue == there
        && Arrays.equals(others, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Not the value, which may be a secret. */
  @Override
  public String toString() {
    return there ? "Cell[" + bytes.length + " bytes]" : "Cell[none]";
  }
}
