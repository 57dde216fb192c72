package dev.restauth.password;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The file format of a filter, big-endian. It consists of 8 bytes with the magic number and
 * version, the number of probes (4 bytes), a CRC-32C of everything else (4 bytes), the number of
 * entries (8 bytes), and the bits.
 */
final class BlocklistFile {
  private static final byte[] MAGIC = "RAblock1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 24;
  private static final int CHUNK_BYTES = 1 << 24;

  private BlocklistFile() {}

  /** Writes the header and the bits of a filter. */
  static void write(FileChannel channel, MemorySegment bits, long entries) throws IOException {
    writeAll(channel, header(entries, checksum(entries, bits)));
    for (long at = 0; at < bits.byteSize(); at += CHUNK_BYTES) {
      writeAll(channel, chunk(bits, at));
    }
  }

  /**
   * Reads a filter from memory that contains a file in this format.
   *
   * @throws IllegalArgumentException if the memory contains another kind of file, or a damaged
   *     file; the message says which of the two
   */
  static Blocklist read(MemorySegment file) {
    if (file.byteSize() < HEADER_BYTES) {
      throw wrongFormat();
    }
    ByteBuffer header = file.asSlice(0, HEADER_BYTES).asByteBuffer();
    byte[] magic = new byte[MAGIC.length];
    header.get(magic);
    int probes = header.getInt();
    int checksum = header.getInt();
    long entries = header.getLong();
    if (!Arrays.equals(magic, MAGIC) || probes != BloomFilter.PROBES) {
      throw wrongFormat();
    }
    MemorySegment bits = file.asSlice(HEADER_BYTES);
    boolean fits = entries > 0 && entries <= BlocklistBuild.MAX_ENTRIES;
    if (!fits
        || bits.byteSize() != BloomFilter.bytesFor(entries)
        || checksum != checksum(entries, bits)) {
      throw new IllegalArgumentException("the file is damaged or incomplete; build it again");
    }
    return new Blocklist(new BloomFilter(bits), entries);
  }

  private static IllegalArgumentException wrongFormat() {
    return new IllegalArgumentException("this file was not made by restauth build-blocklist");
  }

  private static ByteBuffer header(long entries, int checksum) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .put(MAGIC)
        .putInt(BloomFilter.PROBES)
        .putInt(checksum)
        .putLong(entries)
        .flip();
  }

  private static int checksum(long entries, MemorySegment bits) {
    var crc = new CRC32C();
    crc.update(header(entries, 0));
    for (long at = 0; at < bits.byteSize(); at += CHUNK_BYTES) {
      crc.update(chunk(bits, at));
    }
    return (int) crc.getValue();
  }

  private static ByteBuffer chunk(MemorySegment bits, long at) {
    return bits.asSlice(at, Math.min(CHUNK_BYTES, bits.byteSize() - at)).asByteBuffer();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
