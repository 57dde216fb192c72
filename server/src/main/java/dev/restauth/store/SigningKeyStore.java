package dev.restauth.store;

import java.time.Instant;
import java.util.List;

/** The keys that sign tokens, their private part sealed under the master key. */
public interface SigningKeyStore {

  /**
   * A key's row.
   *
   * @param kid its id, unique (RFC 7515 section 4.1.4)
   * @param algorithm the one JWS algorithm it is used with (RFC 7518 section 3.1)
   * @param publicJwk its public part as a JWK (RFC 7517)
   * @param sealedPrivateKey PKCS#8, sealed under the master key
   * @param createdAt to the microsecond
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record SigningKeyRow(
      String kid, String algorithm, String publicJwk, byte[] sealedPrivateKey, Instant createdAt) {

    /** The id alone. */
    @Override
    public String toString() {
      return "SigningKeyRow[kid=" + kid + "]";
    }
  }

  /** All keys, oldest first. */
  List<SigningKeyRow> all();

  /** Adds a key; a taken {@code kid} is a failure of the transaction. */
  void add(SigningKeyRow key);
}
