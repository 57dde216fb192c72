package dev.restauth.store.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/**
 * Erases the unused parts of a database file: the free space within pages, and the pages of the
 * free list. SQLite may leave copies of moved rows in these parts, in spite of {@code
 * secure_delete}. The content of the database does not change. See sections 1.5 and 1.6 of
 * https://www.sqlite.org/fileformat2.html.
 */
public final class SqliteUnused {
  private static final int FILE_HEADER = 100;
  private static final int LEAST_PAGE = 512;
  private static final int MOST_PAGE = 1 << 16;

  /**
   * The limit on the number of pages. An overflow page begins with a page number. In a larger file,
   * the first byte of that number could be mistaken for a page type.
   */
  private static final long MOST_PAGES = 1L << 24;

  private static final int PAGES_AT_ONCE = 256;

  private final FileChannel file;
  private final int pageBytes;
  private final int usable;
  private final long pages;

  private SqliteUnused(FileChannel file, int pageBytes, int usable, long pages) {
    this.file = file;
    this.pageBytes = pageBytes;
    this.usable = usable;
    this.pages = pages;
  }

  /**
   * Erases the unused parts of a file. Returns when the change is on disk.
   *
   * @param path a database that has no write-ahead log and that no process has open
   * @return whether the unused parts were erased. A damaged file, or a file of 64 GB or more, is
   *     not changed
   */
  public static boolean erase(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer header = ByteBuffer.allocate(FILE_HEADER);
      if (file.read(header, 0) < FILE_HEADER) {
        return false;
      }
      int declared = Short.toUnsignedInt(header.getShort(16));
      int pageBytes = declared == 1 ? MOST_PAGE : declared;
      boolean vacuums =
          header.getInt(52) != 0; // auto-vacuum: the file would have pointer-map pages
      long pages = pageBytes < LEAST_PAGE ? 0 : file.size() / pageBytes;
      if (Integer.bitCount(pageBytes) != 1 || vacuums || pages == 0 || pages >= MOST_PAGES) {
        return false;
      }
      int usable = pageBytes - Byte.toUnsignedInt(header.get(20));
      boolean done =
          new SqliteUnused(file, pageBytes, usable, pages)
              .erase(Integer.toUnsignedLong(header.getInt(32)));
      file.force(false);
      return done;
    }
  }

  private boolean erase(long firstTrunk) throws IOException {
    BitSet trunks = new BitSet();
    BitSet free = new BitSet();
    if (!readFreeList(firstTrunk, trunks, free)) {
      return false;
    }
    ByteBuffer buffer = ByteBuffer.allocate(pageBytes * PAGES_AT_ONCE);
    for (long first = 1; first <= pages; first += PAGES_AT_ONCE) {
      int count = (int) Math.min(PAGES_AT_ONCE, pages - first + 1);
      read(buffer.clear().limit(count * pageBytes), first);
      for (int i = 0; i < count; i++) {
        int page = (int) first + i;
        int at = i * pageBytes;
        if (trunks.get(page)
            ? fill(buffer, at + 8 + buffer.getInt(at + 4) * Integer.BYTES, at + pageBytes)
            : erase(buffer, at, page, free.get(page))) {
          write(buffer.slice(at, pageBytes), page);
        }
      }
    }
    return true;
  }

  /**
   * Reads the list of free pages. A trunk page lists other free pages, and refers to the next trunk
   * page.
   */
  private boolean readFreeList(long firstTrunk, BitSet trunks, BitSet free) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(pageBytes);
    for (long trunk = firstTrunk; trunk != 0; ) {
      if (!isPage(trunk) || trunks.get((int) trunk)) {
        return false;
      }
      trunks.set((int) trunk);
      read(page.clear(), trunk);
      long listed = Integer.toUnsignedLong(page.getInt(4));
      if (listed > usable / Integer.BYTES - 2) {
        return false;
      }
      for (int i = 0; i < listed; i++) {
        long leaf = Integer.toUnsignedLong(page.getInt(8 + i * Integer.BYTES));
        if (!isPage(leaf)) {
          return false;
        }
        free.set((int) leaf);
      }
      trunk = Integer.toUnsignedLong(page.getInt(0));
    }
    return true;
  }

  private boolean isPage(long number) {
    return number > 1 && number <= pages;
  }

  /** Erases the unused bytes of a page. Returns whether the page has changed. */
  private boolean erase(ByteBuffer buffer, int at, int page, boolean isFree) {
    if (isFree) {
      return fill(buffer, at, at + pageBytes);
    }
    int header = at + (page == 1 ? FILE_HEADER : 0);
    int list =
        switch (buffer.get(header)) {
          case 2, 5 -> header + 12;
          case 10, 13 -> header + 8;
          default -> 0; // an overflow page
        };
    int cells = Short.toUnsignedInt(buffer.getShort(header + 3));
    int content = Short.toUnsignedInt(buffer.getShort(header + 5));
    int from = list + cells * Short.BYTES;
    int to = at + (content == 0 ? MOST_PAGE : content);
    return list != 0 && to <= at + usable && from < to && fill(buffer, from, to);
  }

  private static boolean fill(ByteBuffer buffer, int from, int to) {
    boolean changed = false;
    for (int i = from; i < to; i++) {
      changed |= buffer.get(i) != 0;
      buffer.put(i, (byte) 0);
    }
    return changed;
  }

  private void read(ByteBuffer buffer, long page) throws IOException {
    long position = (page - 1) * pageBytes;
    while (buffer.hasRemaining()) {
      int read = file.read(buffer, position + buffer.position());
      if (read < 0) {
        throw new IOException("the file has become shorter");
      }
    }
  }

  private void write(ByteBuffer buffer, long page) throws IOException {
    long position = (page - 1) * pageBytes;
    while (buffer.hasRemaining()) {
      file.write(buffer, position + buffer.position());
    }
  }
}
