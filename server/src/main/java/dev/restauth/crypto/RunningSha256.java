package dev.restauth.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) of data that arrives in pieces. Not thread-safe. */
public final class RunningSha256 {
  private final MessageDigest digest;

  /** Creates a digest without any data. */
  public RunningSha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime offers no SHA-256.", e);
    }
  }

  /** Adds the next piece of data. */
  public void add(byte[] piece) {
    digest.update(piece);
  }

  /** Returns the digest of all pieces as 64 lower-case hexadecimal digits, and resets the state. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
