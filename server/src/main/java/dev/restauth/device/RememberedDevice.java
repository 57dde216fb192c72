package dev.restauth.device;

import java.time.Instant;
import java.util.Optional;

/**
 * A browser in which a user can log in without the second factor, as shown in lists.
 *
 * @param id the device's public id, which differs from the secret value in the cookie
 * @param createdAt the time at which the user let the server remember the device
 * @param usedAt the time at which the device last replaced the second factor
 * @param endsAt the time at which the device expires
 * @param address the browser's address at {@code createdAt}, as text
 */
public record RememberedDevice(
    String id,
    Instant createdAt,
    Instant usedAt,
    Instant endsAt,
    String address,
    Optional<String> userAgent) {
  /** Returns a short name, such as {@code Firefox, Linux}. */
  public Optional<String> name() {
    return BrowserName.of(userAgent);
  }

  /** Returns a text without the address. */
  @Override
  public String toString() {
    return "RememberedDevice[id=" + id + "]";
  }
}
