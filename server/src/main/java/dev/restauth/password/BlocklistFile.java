package dev.restauth.password;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The form of a filter on disk, big endian: 8 bytes that name the form and its version, the number of
 * probes (4), a CRC-32C of everything else (4), the number of entries (8), then the bits.
 */
final class BlocklistFile {
  private static final byte[] FORM = "RAblock1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 24;
  private static final int STEP = 1 << 24;

  private BlocklistFile() {}

  /** Writes a filter's bits with their header. */
  static void write(FileChannel channel, MemorySegment bits, long entries) throws IOException {
    writeAll(channel, header(entries, checksum(entries, bits)));
    for (long at = 0; at < bits.byteSize(); at += STEP) {
      writeAll(channel, step(bits, at));
    }
  }

  /**
   * A filter over the memory that holds such a file.
   *
   * @throws IllegalArgumentException where it is none or is damaged; its message says so
   */
  static Blocklist read(MemorySegment file) {
    if (file.byteSize() < HEADER_BYTES) {
      throw notOurs();
    }
    ByteBuffer header = file.asSlice(0, HEADER_BYTES).asByteBuffer();
    byte[] form = new byte[FORM.length];
    header.get(form);
    int probes = header.getInt();
    int checksum = header.getInt();
    long entries = header.getLong();
    if (!Arrays.equals(form, FORM) || probes != BloomFilter.PROBES) {
      throw notOurs();
    }
    MemorySegment bits = file.asSlice(HEADER_BYTES);
    boolean fits = entries > 0 && entries <= BlocklistBuild.ENTRIES_AT_MOST;
    if (!fits
        || bits.byteSize() != BloomFilter.bytesFor(entries)
        || checksum != checksum(entries, bits)) {
      throw new IllegalArgumentException("the file is damaged or not complete; make it again");
    }
    return new Blocklist(new BloomFilter(bits), entries);
  }

  private static IllegalArgumentException notOurs() {
    return new IllegalArgumentException("this is no file that restauth build-blocklist has made");
  }

  private static ByteBuffer header(long entries, int checksum) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .put(FORM)
        .putInt(BloomFilter.PROBES)
        .putInt(checksum)
        .putLong(entries)
        .flip();
  }

  private static int checksum(long entries, MemorySegment bits) {
    var crc = new CRC32C();
    crc.update(header(entries, 0));
    for (long at = 0; at < bits.byteSize(); at += STEP) {
      crc.update(step(bits, at));
    }
    return (int) crc.getValue();
  }

  private static ByteBuffer step(MemorySegment bits, long at) {
    return bits.asSlice(at, Math.min(STEP, bits.byteSize() - at)).asByteBuffer();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
