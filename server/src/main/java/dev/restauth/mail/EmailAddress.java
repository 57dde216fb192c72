package dev.restauth.mail;

import com.sanctionco.jmail.JMail;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address in the form in which addresses are stored and compared. Its local part is ASCII
 * (RFC 5322 section 3.2.3) and unchanged. Its domain is in lower case and in the ASCII form of IDNA
 * (RFC 3490). Immutable.
 *
 * @param text the address, such as {@code Anna@xn--mller-kva.example}
 */
public record EmailAddress(String text) {
  /** The maximum length of an address in SMTP (RFC 5321 section 4.5.3.1.3, erratum 1690). */
  public static final int BYTES_AT_MOST = 254;

  private static final int LOCAL_PART_AT_MOST = 64;

  /**
   * Sharp s, final sigma and the two joiners. Java maps them to other letters or removes them, as
   * IDNA did before 2010. A mail would then go to a different domain from the one that the user
   * typed (RFC 5894 section 7.2).
   */
  private static final Pattern MAPPED_ELSEWHERE =
      Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

  /**
   * Normalizes an address, and then validates it.
   *
   * @param presented the text as the client sent it, of any length
   * @return the address; empty if mail cannot be sent to it
   */
  public static Optional<EmailAddress> of(String presented) {
    if (presented.length() > BYTES_AT_MOST
        || presented.getBytes(StandardCharsets.UTF_8).length > BYTES_AT_MOST) {
      return Optional.empty();
    }
    int at = presented.indexOf('@');
    if (at < 1 || at > LOCAL_PART_AT_MOST || at != presented.lastIndexOf('@')) {
      return Optional.empty();
    }
    return domain(presented.substring(at + 1))
        .map(domain -> presented.substring(0, at) + "@" + domain)
        .filter(address -> address.length() <= BYTES_AT_MOST)
        .filter(EmailAddress::isPlain)
        .filter(JMail::isValid)
        .map(EmailAddress::new);
  }

  private static Optional<String> domain(String presented) {
    if (MAPPED_ELSEWHERE.matcher(presented).find()) {
      return Optional.empty();
    }
    try {
      String domain = IDN.toASCII(presented, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
      return Optional.of(domain).filter(ascii -> ascii.indexOf('.') > 0 && ascii.indexOf('@') < 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether the address contains only characters that need no quoting: no spaces, quotes,
   * comments or control characters.
   */
  private static boolean isPlain(String address) {
    return address.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),:;<>[\\]".indexOf(c) < 0);
  }

  /** The domain of the address. */
  public String domain() {
    return text.substring(text.indexOf('@') + 1);
  }

  /**
   * Returns the address in lower case. The server treats two addresses with the same lower-case
   * form as one mailbox.
   */
  public String comparable() {
    return text.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return text;
  }
}
