package dev.restauth.event;

import dev.restauth.crypto.RandomIds;
import dev.restauth.store.Micros;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Creates event ids: 22 characters that begin with the time and a sequence number. An index
 * therefore grows only at its end, and the ids of one server are in the order of their creation.
 * Thread-safe.
 */
final class EventIds {
  private static final int TIME = 11;
  private static final int SEQUENCE = 3;
  private static final int RANDOM = 8;
  private static final int SALT_BYTES = 16;
  private static final long CHARACTER = 31;
  private static final int CHARACTER_BITS = 5;

  private final RandomIds random = new RandomIds();
  private final AtomicLong sequence = new AtomicLong();

  String next(Instant at) {
    StringBuilder id = new StringBuilder(TIME + SEQUENCE + RANDOM);
    append(id, Micros.of(at), TIME);
    append(id, sequence.getAndIncrement(), SEQUENCE);
    append(id, ByteBuffer.wrap(random.bytes(Long.BYTES)).getLong(), RANDOM);
    return id.toString();
  }

  /**
   * Returns a random salt. The salt keeps anybody from guessing a personal text from its digest.
   */
  byte[] salt() {
    return random.bytes(SALT_BYTES);
  }

  /**
   * Appends the lowest bits of {@code number} in base32hex (RFC 4648 section 7), which preserves
   * the order.
   */
  private static void append(StringBuilder id, long number, int characters) {
    for (int i = characters - 1; i >= 0; i--) {
      id.append(Character.forDigit((int) (number >>> (i * CHARACTER_BITS) & CHARACTER), 32));
    }
  }
}
