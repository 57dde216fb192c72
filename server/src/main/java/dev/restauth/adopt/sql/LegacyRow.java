package dev.restauth.adopt.sql;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the old database holds of a user, as text, not judged. Bytes that are no UTF-8 are shown as
 * U+FFFD. Empty is what is NULL or what the query does not name.
 *
 * @param id bytes in hexadecimal digits
 * @param active empty where it is NULL; {@code true} where the query does not name it
 */
public record LegacyRow(
    Optional<String> id,
    Optional<String> username,
    Optional<String> passwordHash,
    Optional<String> salt,
    Optional<String> email,
    Optional<String> active,
    Optional<String> createdAt) {
  private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,18}");

  /** New ids are above all that are kept: after 2^63 - 1 nobody could register any more. */
  private static final long HIGHEST = 1L << 62;

  /** The id, where it is one that can be kept. */
  public Optional<Long> wholeId() {
    return id.flatMap(LegacyRow::whole);
  }

  /** A text that is a whole number from 1 to 2^62, written as such are. */
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

  /** Without name, hash and address. */
  @Override
  public String toString() {
    return "OldRow[id=" + id.orElse("none") + "]";
  }
}
