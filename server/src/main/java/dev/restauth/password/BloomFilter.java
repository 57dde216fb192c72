package dev.restauth.password;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * A set of SHA-1 digests that knows nearly: what was added is always found, and of what was not, fewer
 * than one in ten million (34 bits an entry, 24 probes; one judgement asks some dozens of times).
 * Filling is for one thread; asking a filled one, for many.
 */
final class BloomFilter {
  static final int PROBES = 24;
  private static final long BITS_PER_ENTRY = 34;

  private final MemorySegment bits;
  private final long size;

  /**
   * A filter in this memory, which may be mapped from a file.
   *
   * @param bits all of it is used
   */
  BloomFilter(MemorySegment bits) {
    this.bits = bits;
    this.size = Math.multiplyExact(bits.byteSize(), 8L);
  }

  /** How much memory a filter for so many entries takes. */
  static long bytesFor(long entries) {
    return Math.ceilDiv(Math.multiplyExact(Math.max(1, entries), BITS_PER_ENTRY), 64) * 8;
  }

  void add(byte[] sha1) {
    var digest = ByteBuffer.wrap(sha1);
    long first = digest.getLong();
    long step = digest.getLong() | 1;
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = Long.remainderUnsigned(first + probe * step, size);
      byte with = (byte) (octet(bit) | 1 << (bit & 7));
      bits.set(ValueLayout.JAVA_BYTE, bit >>> 3, with);
    }
  }

  boolean contains(byte[] sha1) {
    var digest = ByteBuffer.wrap(sha1);
    long first = digest.getLong();
    long step = digest.getLong() | 1;
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = Long.remainderUnsigned(first + probe * step, size);
      if ((octet(bit) >>> (bit & 7) & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private byte octet(long bit) {
    return bits.get(ValueLayout.JAVA_BYTE, bit >>> 3);
  }
}
