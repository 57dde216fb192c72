package dev.restauth.password;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import rocks.xmpp.precis.PrecisProfiles;

/**
 * The OpaqueString profile for passwords (RFC 8265 section 4.2): case and width stay, spaces of
 * every kind become the ASCII space, everything is normalised to NFC, control characters and
 * unassigned code points are refused.
 *
 * <p>One departure, to the strict side: joiners (U+200C, U+200D) are refused everywhere, and so are
 * emoji made with them, since the JDK has no joining types to apply RFC 5892 appendix A.1 by.
 */
public final class OpaqueString {
  /** In UTF-8, as it was sent and as it was prepared. */
  static final int MOST_BYTES = 1024;

  private OpaqueString() {}

  /**
   * Prepares a password: what two keyboards send for one password becomes one text.
   *
   * @return the prepared text of 1 to 1,024 bytes in UTF-8; nothing if it is longer, or was before, if
   *     it is empty, or holds what the profile does not allow
   */
  public static Optional<String> prepare(String raw) {
    return enforce(raw).filter(OpaqueString::fits);
  }

  /**
   * The same, but the prepared text may be longer than 1,024 bytes. Measures first, whoever asks: NFC
   * sorts combining marks in a time that grows with the square of their number, so that 60 KB of them,
   * which everybody may send, would keep a thread busy for seconds.
   */
  static Optional<String> enforce(String raw) {
    if (isTooLong(raw)) {
      return Optional.empty();
    }
    try {
      return Optional.of(PrecisProfiles.OPAQUE_STRING.enforce(raw))
          .filter(PrecisContext::isAllowed);
    } catch (IllegalArgumentException refused) {
      // Its message names the code point, a part of the password.
      return Optional.empty();
    }
  }

  /** Whether a text has more bytes than any password, whatever they are. */
  static boolean isTooLong(String text) {
    return text.length() > MOST_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
  }

  static boolean fits(String prepared) {
    return Utf8.encode(prepared).filter(OpaqueString::fits).isPresent();
  }

  static boolean fits(byte[] password) {
    return password.length <= MOST_BYTES;
  }
}
