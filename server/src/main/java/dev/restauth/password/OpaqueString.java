package dev.restauth.password;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import rocks.xmpp.precis.PrecisProfiles;

/**
 * The OpaqueString profile for passwords (RFC 8265 section 4.2). The profile preserves case and
 * width, maps all kinds of spaces to the ASCII space, and normalises to NFC. It refuses control
 * characters and unassigned code points.
 *
 * <p>This class is stricter than the profile in one respect. It refuses the joiners U+200C and
 * U+200D everywhere, and therefore all emoji that contain them. The JDK lacks the joining types
 * that RFC 5892 appendix A.1 needs.
 */
public final class OpaqueString {
  /** Maximum length before and after preparation, in bytes of UTF-8. */
  static final int MAX_BYTES = 1024;

  private OpaqueString() {}

  /**
   * Prepares a password, so that the same password typed on different keyboards results in the same
   * text.
   *
   * @return the prepared text of 1 to 1,024 bytes in UTF-8. Empty if the text is empty, has
   *     forbidden characters, or is too long before or after preparation
   */
  public static Optional<String> prepare(String raw) {
    return enforce(raw).filter(OpaqueString::fits);
  }

  /**
   * Prepares a password like {@link #prepare}, except that the prepared text may exceed 1,024
   * bytes. The length of the raw text is always checked first, because NFC sorts combining marks in
   * quadratic time. A client could send 60 KB of such marks and keep a thread busy for seconds.
   */
  static Optional<String> enforce(String raw) {
    if (isTooLong(raw)) {
      return Optional.empty();
    }
    try {
      return Optional.of(PrecisProfiles.OPAQUE_STRING.enforce(raw))
          .filter(PrecisContext::isAllowed);
    } catch (IllegalArgumentException refused) {
      // The exception message names the code point, which is part of the password.
      return Optional.empty();
    }
  }

  /** Returns whether a text has more bytes than a password may have. */
  static boolean isTooLong(String text) {
    return text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
  }

  static boolean fits(String prepared) {
    return Utf8.encode(prepared).filter(OpaqueString::fits).isPresent();
  }

  static boolean fits(byte[] password) {
    return password.length <= MAX_BYTES;
  }
}
