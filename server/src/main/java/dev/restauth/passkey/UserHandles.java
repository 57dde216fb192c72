package dev.restauth.passkey;

import dev.restauth.crypto.KeyedDigest;
import java.nio.ByteBuffer;

/**
 * User handles (WebAuthn Level 3, section 5.4.3). A handle consists of 32 bytes, which do not
 * reveal the account. All passkeys of an account have the same handle, so that an authenticator
 * replaces its existing passkey instead of adding another. Thread-safe.
 *
 * @param digest a digest whose key never changes for this database
 */
record UserHandles(KeyedDigest digest) {
  byte[] of(long accountId) {
    return digest.of(ByteBuffer.allocate(Long.BYTES).putLong(accountId).array());
  }
}
