package dev.restauth.adopt.source;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The lines of a file. A line may have any length: only the part that an entry can need is stored
 * in memory.
 */
final class SourceLines implements AutoCloseable {
  /**
   * Maximum length of a line's text, in UTF-16 units. A longer line is read to its end, but
   * truncated.
   */
  static final int KEPT_AT_MOST = 1 << 16;

  private final SourceText text;
  private final char[] block = new char[1 << 13];
  private int position;
  private int limit;
  private long number;

  SourceLines(Path file, ReadProgress bytesRead) {
    text = SourceText.open(file, bytesRead);
  }

  /**
   * A line.
   *
   * @param number the number of the line, from 1
   * @param text the text without its line break
   * @param cut whether the line is longer than the text
   */
  record Line(long number, String text, boolean cut) {
    String place() {
      return "line " + number;
    }

    /** Returns a text without the line's text, which may be a secret. */
    @Override
    public String toString() {
      return place();
    }
  }

  /** Returns the next line; empty at the end of the file. */
  Optional<Line> next() {
    int first = read();
    if (first < 0) {
      return Optional.empty();
    }
    var line = new StringBuilder();
    long length = 0;
    int last = 0;
    for (int next = first; next >= 0 && next != '\n'; next = read()) {
      last = next;
      length++;
      if (length <= KEPT_AT_MOST) {
        line.append((char) next);
      }
    }
    if (last == '\r') {
      length--;
      line.setLength((int) Math.min(length, KEPT_AT_MOST));
    }
    return Optional.of(new Line(++number, line.toString(), length > KEPT_AT_MOST));
  }

  private int read() {
    if (position == limit) {
      limit = text.read(block, 0, block.length);
      position = 0;
      if (limit < 0) {
        limit = 0;
        return -1;
      }
    }
    return block[position++];
  }

  @Override
  public void close() {
    text.close();
  }
}
