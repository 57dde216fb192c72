package dev.restauth.device;

import java.time.Instant;
import java.util.Optional;

/**
 * A browser in which a user logs in without the second factor, as lists show it.
 *
 * @param id the device's public id; the cookie has a different, secret value
 * @param createdAt when the server remembered the device
 * @param usedAt when the device was last used instead of the second factor
 * @param endsAt when the device expires
 * @param address the browser's address when the device was remembered, as text
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
