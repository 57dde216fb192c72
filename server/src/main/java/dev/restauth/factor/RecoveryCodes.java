package dev.restauth.factor;

import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.RandomIds;
import dev.restauth.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Codes for users who have lost their other factor. A code has 60 random bits, and can be used
 * once. Thread-safe.
 */
final class RecoveryCodes {
  /** The number of codes in a set. */
  static final int COUNT = 10;

  private static final int BYTES = 8;

  /** The length of a code without hyphens: 12 characters of 5 bits. */
  static final int LENGTH = 12;

  private static final int GROUP = 4;

  private final KeyedDigest digest;
  private final RandomIds random = new RandomIds();

  /**
   * Creates the object that issues codes.
   *
   * @param digest a digest whose key never changes for this database
   */
  RecoveryCodes(KeyedDigest digest) {
    this.digest = digest;
  }

  /**
   * Creates a new set of codes for an account. The codes of an earlier set become invalid.
   *
   * @return the codes, in the form in which users see them: {@code abcd-efgh-ijkl}
   */
  List<String> renew(Transaction tx, long accountId) {
    List<String> codes = Stream.generate(this::code).limit(COUNT).toList();
    new RecoveryCodeRows(tx)
        .replace(accountId, codes.stream().map(code -> digest(accountId, code)).toList(), tx.now());
    return codes;
  }

  private String code() {
    String text =
        OtpauthUri.base32(random.bytes(BYTES)).substring(0, LENGTH).toLowerCase(Locale.ROOT);
    return String.join(
        "-", text.substring(0, GROUP), text.substring(GROUP, 2 * GROUP), text.substring(2 * GROUP));
  }

  /**
   * Returns the digest that the database stores for a code. The digest is the same for every
   * spelling of the code.
   */
  byte[] digest(long accountId, String code) {
    return digest.of(
        ByteBuffer.allocate(Long.BYTES).putLong(accountId).array(),
        plain(code).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns whether a text has the length of this server's codes. Imported codes may have other
   * lengths.
   */
  static boolean isOurs(String presented) {
    return plain(presented).length() == LENGTH;
  }

  /**
   * Returns a code in the form for which the digest is computed: without hyphens and spaces, in
   * lower case.
   */
  static String plain(String code) {
    return code.replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
