package dev.restauth.store.care;

import java.util.Arrays;

/**
 * One value of a row, as bytes. The bytes of a value are the same for every database, and sorting
 * the bytes sorts the values. Text is in UTF-8; an integer is eight bytes, big-endian, with an
 * inverted sign bit.
 */
@SuppressWarnings("ArrayRecordComponent") // equals compares the content
record Cell(boolean present, byte[] bytes) implements Comparable<Cell> {
  static final Cell NULL = new Cell(false, new byte[0]);

  static Cell of(byte[] bytes) {
    return new Cell(true, bytes);
  }

  @Override
  public int compareTo(Cell other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cell(boolean hasValue, byte[] others)
        && hasValue == present
        && Arrays.equals(others, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Returns a text without the value, which may be a secret. */
  @Override
  public String toString() {
    return present ? "Cell[" + bytes.length + " bytes]" : "Cell[null]";
  }
}
