package dev.restauth.outbound;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A header field whose value may be a secret.
 *
 * @param name a token (RFC 9110 section 5.1)
 * @param value visible ASCII characters, which may be separated by single blanks
 */
public record OperatorField(String name, String value) {
  private static final int LONGEST = 4_096;
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([!-~](?:[ -~]*[!-~])?)");

  /**
   * The names of fields that describe the message itself. Another value of such a field would
   * change where the message ends, or where it is sent.
   */
  private static final Pattern OURS =
      Pattern.compile(
          "(?i)host|content-(length|type|encoding)|transfer-encoding|connection|expect|te|trailer|upgrade");

  /**
   * Parses a line such as {@code Authorization: Bearer xyz}.
   *
   * @throws IllegalArgumentException if the line has another form; the message does not quote the
   *     line
   */
  public static OperatorField parse(String line) {
    Matcher form = FORM.matcher(line.length() > LONGEST ? "" : line.strip());
    if (!form.matches() || OURS.matcher(form.group(1)).matches()) {
      throw new IllegalArgumentException(
          "expected a first line with one header field, such as Authorization: Bearer TOKEN");
    }
    return new OperatorField(form.group(1), form.group(2));
  }

  /** Returns only the name, without the value. */
  @Override
  public String toString() {
    return name;
  }
}
