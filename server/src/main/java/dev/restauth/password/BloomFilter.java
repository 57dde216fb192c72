package dev.restauth.password;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * A Bloom filter of SHA-1 digests. Every added digest is found. Of all other digests, fewer than
 * one in ten million match by mistake. This rate is so low because the check of one password looks
 * up dozens of digests. The filter uses 34 bits per entry and 24 probes. Only one thread may add
 * digests; a complete filter is thread-safe.
 */
final class BloomFilter {
  static final int PROBES = 24;
  private static final long BITS_PER_ENTRY = 34;

  private final MemorySegment bits;
  private final long size;

  /**
   * Creates a filter in the given memory, which may be mapped from a file.
   *
   * @param bits the memory; the filter uses all of it
   */
  BloomFilter(MemorySegment bits) {
    this.bits = bits;
    this.size = Math.multiplyExact(bits.byteSize(), 8L);
  }

  /** Returns the size of a filter for this number of entries, in bytes. */
  static long bytesFor(long entries) {
    return Math.ceilDiv(Math.multiplyExact(Math.max(1, entries), BITS_PER_ENTRY), 64) * 8;
  }

  void add(byte[] sha1) {
    var digest = ByteBuffer.wrap(sha1);
    long first = digest.getLong();
    long step = digest.getLong() | 1;
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = Long.remainderUnsigned(first + probe * step, size);
      byte updated = (byte) (byteAt(bit) | 1 << (bit & 7));
      bits.set(ValueLayout.JAVA_BYTE, bit >>> 3, updated);
    }
  }

  boolean contains(byte[] sha1) {
    var digest = ByteBuffer.wrap(sha1);
    long first = digest.getLong();
    long step = digest.getLong() | 1;
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = Long.remainderUnsigned(first + probe * step, size);
      if ((byteAt(bit) >>> (bit & 7) & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private byte byteAt(long bit) {
    return bits.get(ValueLayout.JAVA_BYTE, bit >>> 3);
  }
}
