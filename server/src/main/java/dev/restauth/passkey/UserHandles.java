package dev.restauth.passkey;

import dev.restauth.crypto.KeyedDigest;
import java.nio.ByteBuffer;

/**
 * User handles (WebAuthn Level 3, section 5.4.3): 32 bytes of an account that tell nobody who it is, the same for all of its
 * passkeys, so that an authenticator replaces the one that it has. Thread-safe.
 *
 * @param digest with the same key for as long as the database lives
 */
record UserHandles(KeyedDigest digest) {
  byte[] of(long accountId) {
    return digest.of(ByteBuffer.allocate(Long.BYTES).putLong(accountId).array());
  }
}
