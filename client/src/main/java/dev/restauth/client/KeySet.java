package dev.restauth.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A set of signing keys, by their ids (RFC 7517 section 5). Immutable. */
final class KeySet {
  static final KeySet NONE = new KeySet(Map.of());

  private final Map<String, VerificationKey> keys;

  private KeySet(Map<String, VerificationKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /** Reads the member {@code keys}. Ignores unusable keys, as RFC 7517 requires. */
  static KeySet read(List<?> members) {
    Map<String, VerificationKey> keys = new HashMap<>();
    for (Object each : members) {
      if (each instanceof Map<?, ?> member) {
        VerificationKey.read(Json.named(member)).ifPresent(key -> keys.put(key.kid(), key));
      }
    }
    return new KeySet(keys);
  }

  Optional<VerificationKey> find(String kid) {
    return Optional.ofNullable(keys.get(kid));
  }

  boolean holds(VerificationKey key) {
    VerificationKey ours = keys.get(key.kid());
    return ours != null && ours.isSameAs(key);
  }

  Set<String> kids() {
    return keys.keySet();
  }
}
