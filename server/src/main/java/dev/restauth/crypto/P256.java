package dev.restauth.crypto;

import java.math.BigInteger;

/** The curve P-256 (NIST SP 800-186 section 3.2.1.3). */
public final class P256 {
  private static final int COORDINATE_BYTES = 32;
  private static final BigInteger P =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
  private static final BigInteger B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private P256() {}

  /**
   * Returns whether two coordinates are a point on the curve: y² = x³ - 3x + b. Each coordinate has
   * 32 bytes, big-endian.
   */
  public static boolean isPoint(byte[] x, byte[] y) {
    if (x.length != COORDINATE_BYTES || y.length != COORDINATE_BYTES) {
      return false;
    }
    BigInteger abscissa = new BigInteger(1, x);
    BigInteger ordinate = new BigInteger(1, y);
    return abscissa.compareTo(P) < 0
        && ordinate.compareTo(P) < 0
        && ordinate
            .multiply(ordinate)
            .mod(P)
            .equals(abscissa.multiply(abscissa).subtract(THREE).multiply(abscissa).add(B).mod(P));
  }
}
