package dev.restauth.client;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code Authorization} header of a request (RFC 6750 section 2.1). */
public final class BearerField {
  private static final String SCHEME = "bearer ";

  private BearerField() {}

  /**
   * Returns the token; empty if the scheme is not {@code Bearer}. The scheme's name is
   * case-insensitive (RFC 9110 section 11.1).
   *
   * @param field the value of the header; null if the request has no such header
   */
  public static Optional<String> token(@Nullable String field) {
    if (field == null) {
      return Optional.empty();
    }
    boolean bearer =
        field.length() > SCHEME.length()
            && field.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME);
    return bearer ? Optional.of(field.substring(SCHEME.length()).strip()) : Optional.empty();
  }
}
