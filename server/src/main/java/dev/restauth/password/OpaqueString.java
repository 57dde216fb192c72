package dev.restauth.password;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import rocks.xmpp.precis.PrecisProfiles;

/**
 * The OpaqueString profile for passwords (RFC 8265 section 4.2): it keeps case and width, maps
 * spaces of every kind to the ASCII space, normalises to NFC, and refuses control characters and
 * unassigned code points.
 *
 * <p>In one respect it is stricter than the profile: joiners (U+200C, U+200D) are refused everywhere, and so are emoji
 * made with them. The JDK lacks the joining types that RFC 5892 appendix A.1 needs.
 */
public final class OpaqueString {
  /** The maximum length in bytes of UTF-8, both before and after preparation. */
  static final int MAX_BYTES = 1024;

  private OpaqueString() {}

  /**
   * Prepares a password, so that the same password typed on two keyboards becomes one text.
   *
   * @return the prepared text of 1 to 1,024 bytes in UTF-8; empty if the text is too long before or
   *     after preparation, if it is empty, or if it contains characters that the profile does not
   *     allow
   */
  public static Optional<String> prepare(String raw) {
    return enforce(raw).filter(OpaqueString::fits);
  }

  /**
   * Prepares like {@link #prepare}, but the prepared text may be longer than 1,024 bytes. Always
   * checks the length first: NFC sorts combining marks in a time quadratic in their number. With 60
   * KB of them, which any client may send, a thread would be busy for seconds.
   */
  static Optional<String> enforce(String raw) {
    if (isTooLong(raw)) {
      return Optional.empty();
    }
    try {
      return Optional.of(PrecisProfiles.OPAQUE_STRING.enforce(raw))
          .filter(PrecisContext::isAllowed);
    } catch (IllegalArgumentException refused) {
      // The message of the exception names the code point, a part of the password.
      return Optional.empty();
    }
  }

  /** Returns whether a text has more bytes than a password may have, whatever its characters. */
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
