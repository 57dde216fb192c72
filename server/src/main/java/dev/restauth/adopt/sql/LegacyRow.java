package dev.restauth.adopt.sql;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The row of a user in the legacy database, as text that was not validated. Bytes that are not
 * UTF-8 become U+FFFD. A value is empty if the column is NULL, or if the query does not select the
 * column.
 *
 * @param id the id; bytes in hexadecimal digits
 * @param active whether the account is active; empty if the column is NULL, {@code true} if the
 *     query does not select it
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

  /**
   * The highest id that can be adopted. New accounts get higher ids than all adopted accounts, so
   * there must be ids left for them.
   */
  private static final long HIGHEST = 1L << 62;

  /** Returns the id if it is a whole number that an account of this server can have. */
  public Optional<Long> wholeId() {
    return id.flatMap(LegacyRow::whole);
  }

  /**
   * Parses a whole number from 1 to 2^62 without leading zeros; empty if the text is anything else.
   */
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

  /** Returns whether a column with this name contains a part of a second factor. */
  public static boolean isFactor(String column) {
    return column.startsWith("totp_")
        || column.startsWith("other_factors")
        || column.equals("recovery_codes");
  }

  /** Returns a text without the name, the hash, the e-mail address and the factors. */
  @Override
  public String toString() {
    return "LegacyRow[id=" + id.orElse("none") + "]";
  }
}
