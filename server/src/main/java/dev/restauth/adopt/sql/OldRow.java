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
public record OldRow(
    Optional<String> id,
    Optional<String> username,
    Optional<String> passwordHash,
    Optional<String> salt,
    Optional<String> email,
    Optional<String> active,
    Optional<String> createdAt) {
  private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,18}");

  /** The id, where it is a whole number from 1 to 2^63 - 1, written as such are. */
  public Optional<Long> wholeId() {
    return id.flatMap(OldRow::whole);
  }

  static Optional<Long> whole(String text) {
    try {
      return WHOLE.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
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
