package dev.restauth.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The keys of services that ask this one. Only digests are kept. Each call is atomic. */
public interface ServiceKeyStore {

  /**
   * A service's key.
   *
   * @param name unique
   * @param digest of the key
   * @param scope what it may do, as in RFC 6749 section 3.3
   * @param active whether it counts
   * @param createdAt to the microsecond
   */
  @SuppressWarnings("ArrayRecordComponent") // not compared
  record ServiceKeyRow(
      String name, byte[] digest, String scope, boolean active, Instant createdAt) {
    /** Without the digest. */
    @Override
    public String toString() {
      return "ServiceKeyRow[name=" + name + ", scope=" + scope + ", active=" + active + "]";
    }
  }

  /** Adds a key unless there is one of that name; says whether it did. */
  boolean add(ServiceKeyRow key);

  /** All, by name. */
  List<ServiceKeyRow> all();

  /** The key of that name, or empty. */
  Optional<ServiceKeyRow> find(String name);

  /** Lets a key count or not; says whether that changed anything. */
  boolean changeState(String name, boolean active);

  /** Removes a key; says whether there was one. */
  boolean remove(String name);
}
