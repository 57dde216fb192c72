package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PublishedVectorsTest {
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @Test
  void hkdfIsRfc5869TestCase1() {
    byte[] output =
        Hkdf.derive(
            hex("0b".repeat(22)),
            hex("000102030405060708090a0b0c"),
            hex("f0f1f2f3f4f5f6f7f8f9"),
            42);
    assertThat(output)
        .isEqualTo(
            hex(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
  }

  @Test
  void hkdfWithoutSaltIsRfc5869TestCase3() {
    byte[] output = Hkdf.derive(hex("0b".repeat(22)), "", 42);
    assertThat(output)
        .isEqualTo(
            hex(
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
  }

  /** Test case 16 of "The Galois/Counter Mode of Operation", submitted to NIST for SP 800-38D. */
  @Test
  void aesGcmIsTestCase16() {
    byte[] key = hex("feffe9928665731c6d6a8f9467308308".repeat(2));
    byte[] nonce = hex("cafebabefacedbaddecaf888");
    byte[] associated = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    byte[] plaintext =
        hex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    byte[] encrypted =
        hex(
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b");
    assertThat(AesGcm.encrypt(key, nonce, associated, plaintext)).isEqualTo(encrypted);
    assertThat(AesGcm.decrypt(key, nonce, associated, encrypted))
        .hasValueSatisfying(opened -> assertThat(opened).isEqualTo(plaintext));
  }
}
