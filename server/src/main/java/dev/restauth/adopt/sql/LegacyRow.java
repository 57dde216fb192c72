package dev.restauth.adopt.sql;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The row of a user in the old database, as text, not validated. Bytes that are not UTF-8 become
 * U+FFFD. A column is empty if it is NULL or the query does not name it.
 *
 * @param id the id; bytes in hexadecimal digits
 * @param active empty if it is NULL; {@code true} if the query does not name it
 * @param factors the columns of second factors that are not NULL, by name
 */
public record LegacyRow(
    Optional<String> id,
    Optional<String> username,
    Optional<String> passwordHash,
    Optional<String> salt,
    Optional<String> email,
    Optional<String> active,
    Optional<String> createdAt,
    Map<String, String> factors) {
  private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,18}");

  /** New ids are above all adopted ids: above 2^63 - 1 there would be none for a registration. */
  private static final long HIGHEST = 1L << 62;

  /** Returns the id if it is a whole number that an account here can have. */
  public Optional<Long> wholeId() {
    return id.flatMap(LegacyRow::whole);
  }

  /** Parses a whole number from 1 to 2^62 without leading zeros; empty if the text is anything else. */
  public static Optional<Long> whole(String text) {
    try {
      return Optional.of(text)
          .filter(id -> WHOLE.matcher(id).matches())
          .map(Long::valueOf)
          .filter(id -> id <= HIGHEST);
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  /** Returns whether a column has a part of a second factor. */
  public static boolean isFactor(String column) {
    return column.startsWith("totp_")
        || column.startsWith("other_factors")
        || column.equals("recovery_codes");
  }

  /** Omits the name, the hash, the e-mail address and the factors. */
  @Override
  public String toString() {
    return "LegacyRow[id=" + id.orElse("none") + "]";
  }
}
