package dev.restauth.client;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code Authorization} field of a request (RFC 6750 section 2.1). */
public final class BearerField {
  private static final String SCHEME = "bearer ";

  private BearerField() {}

  /**
   * The token in it, or nothing where it is of another scheme. The name of the scheme may be in any case
   * (RFC 9110 section 11.1).
   *
   * @param field its value; null, as frameworks have it, where there is none
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
