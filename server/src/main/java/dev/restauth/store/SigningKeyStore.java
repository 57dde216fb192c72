package dev.restauth.store;

import java.time.Instant;
import java.util.List;

/** The keys that sign tokens, their private part sealed under the master key. Each call is atomic. */
public interface SigningKeyStore {

  /**
   * A key's row. Times are kept to the microsecond.
   *
   * @param kid its id, unique (RFC 7515 section 4.1.4)
   * @param algorithm the one JWS algorithm it is used with (RFC 7518 section 3.1)
   * @param publicJwk its public part as a JWK (RFC 7517); of a symmetric key only what is no secret
   * @param sealedPrivateKey sealed under the master key: PKCS#8, or the bytes of a symmetric key
   * @param createdAt when it was made, and published
   * @param signsFrom from when on it signs, unless another begins to after it
   * @param longestToken how long the longest token is valid that it may have signed, in seconds
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record SigningKeyRow(
      String kid,
      String algorithm,
      String publicJwk,
      byte[] sealedPrivateKey,
      Instant createdAt,
      Instant signsFrom,
      long longestToken) {

    /** The id alone. */
    @Override
    public String toString() {
      return "SigningKeyRow[kid=" + kid + "]";
    }
  }

  /** All keys, in the order in which they sign. */
  List<SigningKeyRow> all();

  /** Adds a key; a taken {@code kid} is a failure of the transaction. */
  void add(SigningKeyRow key);

  /** Removes a key; says whether there was one. */
  boolean remove(String kid);

  /** Puts the same private key, sealed otherwise, in the place of the sealed one. */
  void reseal(String kid, byte[] sealedPrivateKey);

  /** Changes from when on a key signs. */
  void signFrom(String kid, Instant signsFrom);

  /** From now on tokens may be valid for so many seconds: raises what is noted of every key. */
  void raiseLongestToken(long seconds);
}
