package dev.restauth.servicekey;

import dev.restauth.servicekey.ServiceKeyRows.ServiceKeyRow;
import java.time.Instant;
import java.util.List;

/**
 * A service key without its secret.
 *
 * @param name the unique name
 * @param scopes the scopes that the key grants
 * @param active whether the server accepts the key
 * @param createdAt the creation time, with microsecond precision
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
