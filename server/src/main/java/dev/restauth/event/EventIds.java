package dev.restauth.event;

import dev.restauth.store.Micros;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Makes ids of events: 22 characters, of which the first half is the time. So the rows of an index are added at its end,
 * and the ids of one server sort by time. Thread-safe.
 */
final class EventIds {
  private static final int HALF = 11;
  private static final int SALT_BYTES = 16;
  private static final long CHARACTER = 31;
  private static final int CHARACTER_BITS = 5;

  private final SecureRandom random = new SecureRandom();

  /** Returns a new id. */
  String next(Instant at) {
    StringBuilder id = new StringBuilder(2 * HALF);
    append(id, Micros.of(at));
    append(id, random.nextLong());
    return id.toString();
  }

  /** Returns new random bytes, with which a personal text cannot be guessed from its digest. */
  byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }

  /** Appends the last 55 bits in base32hex (RFC 4648 section 7), which keeps the order. */
  private static void append(StringBuilder id, long number) {
    for (int i = HALF - 1; i >= 0; i--) {
      id.append(Character.forDigit((int) (number >>> (i * CHARACTER_BITS) & CHARACTER), 32));
    }
  }
}
