package dev.restauth.servicekey;

import dev.restauth.servicekey.ServiceKeyRows.ServiceKeyRow;
import java.time.Instant;
import java.util.List;

/**
 * A key as everybody may see it, without the key.
 *
 * @param name unique
 * @param scopes what it may do
 * @param active whether it counts
 * @param createdAt to the microsecond
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
