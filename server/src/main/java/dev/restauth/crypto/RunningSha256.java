package dev.restauth.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) of what comes piece by piece. Not thread-safe. */
public final class RunningSha256 {
  private final MessageDigest digest;

  /** Of nothing yet. */
  public RunningSha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime offers no SHA-256.", e);
    }
  }

  /** The next piece. */
  public void add(byte[] piece) {
    digest.update(piece);
  }

  /** Of all pieces, as 64 lower-case hexadecimal digits; begins anew. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
