package dev.restauth.mail;

import com.sanctionco.jmail.JMail;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address in the form in which addresses are stored and compared. Its local part is ASCII (RFC 5322 section
 * 3.2.3) and unchanged. Its domain is in lower case and in the ASCII form of IDNA (RFC 3490). Immutable.
 *
 * @param text the address, such as {@code Anna@xn--mller-kva.example}
 */
public record EmailAddress(String text) {
  /** The maximum length of an address in SMTP (RFC 5321 section 4.5.3.1.3, erratum 1690). */
  public static final int BYTES_AT_MOST = 254;

  private static final int LOCAL_PART_AT_MOST = 64;

  /**
   * Sharp s, final sigma and the two joiners. Java maps them to other letters or removes them, as IDNA did before 2010.
   * So the mail would go to another domain than the user typed (RFC 5894 section 7.2).
   */
  private static final Pattern MAPPED_ELSEWHERE =
      Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

  /**
   * Prepares an address, and then checks it.
   *
   * @param presented the text as it was presented, of any length
   * @return empty if mail cannot be sent to it
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
   * Returns whether the address has only characters that need no quotes: no spaces, quotes, comments or control
   * characters.
   */
  private static boolean isPlain(String address) {
    return address.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),:;<>[\\]".indexOf(c) < 0);
  }

  /** The domain. */
  public String domain() {
    return text.substring(text.indexOf('@') + 1);
  }

  /** Returns the form in which two addresses of one mailbox are equal: all letters in lower case. */
  public String comparable() {
    return text.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return text;
  }
}
