package dev.restauth.servicekey;

import dev.restauth.servicekey.ServiceKeyRows.ServiceKeyRow;
import java.time.Instant;
import java.util.List;

/**
 * A service key without its secret.
 *
 * @param name the name, unique
 * @param scopes the scopes granted to it
 * @param active whether it is accepted
 * @param createdAt the time at which it was created, in microseconds
 */
public record ServiceKey(String name, List<String> scopes, boolean active, Instant createdAt) {
  /** Copies the scopes. */
  public ServiceKey {
    scopes = List.copyOf(scopes);
  }

  static ServiceKey of(ServiceKeyRow row) {
    return new ServiceKey(
        row.name(), List.of(row.scope().split(" ", -1)), row.active(), row.createdAt());
  }
}
