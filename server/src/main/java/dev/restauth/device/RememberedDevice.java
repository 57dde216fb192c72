package dev.restauth.device;

import java.time.Instant;
import java.util.Optional;

/**
 * A browser on which a user is not asked for the second factor, as lists show it.
 *
 * @param id its public id; the cookie has another secret
 * @param createdAt when the user had it remembered
 * @param usedAt when it last took the place of the question
 * @param endsAt when it ends
 * @param address the browser's address when it was remembered, as text
 */
public record RememberedDevice(
    String id,
    Instant createdAt,
    Instant usedAt,
    Instant endsAt,
    String address,
    Optional<String> userAgent) {
  /** A short name, such as {@code Firefox, Linux}. */
  public Optional<String> name() {
    return BrowserName.of(userAgent);
  }

  /** Leaves out the address. */
  @Override
  public String toString() {
    return "RememberedDevice[id=" + id + "]";
  }
}
