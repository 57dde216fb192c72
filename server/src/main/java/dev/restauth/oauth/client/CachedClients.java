package dev.restauth.oauth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.client.ClientRows.SecretRow;
import dev.restauth.store.Store;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cache of active clients and the digests of their secrets, limited in size. Unknown clients are
 * not cached, so requests with invented ids do not fill the cache. Thread-safe.
 */
public final class CachedClients implements Clients {
  private static final int CLIENTS_AT_MOST = 10_000;

  private final Store store;
  private volatile Cache<String, Cached> cache = empty();

  private record Cached(Client client, List<SecretRow> secrets) {}

  /** Creates an empty cache in front of {@code store}. */
  public CachedClients(Store store) {
    this.store = store;
  }

  private static Cache<String, Cached> empty() {
    return Caffeine.newBuilder()
        .maximumSize(CLIENTS_AT_MOST)
        .executor(Runnable::run)
        .<String, Cached>build();
  }

  @Override
  public Optional<Client> find(String id) {
    return cached(id).map(Cached::client);
  }

  /**
   * Returns whether a text is a secret of an active client. The check takes the same time for known
   * and unknown clients, apart from the query for a client that is not in the cache.
   */
  public boolean isSecret(String id, String presented) {
    byte[] digest = Sha256.of(presented);
    boolean found = false;
    for (SecretRow secret : cached(id).map(Cached::secrets).orElse(List.of())) {
      found |= ConstantTime.equals(secret.digest(), digest);
    }
    return found;
  }

  @SuppressWarnings("NullAway") // Caffeine caches nothing if the loader returns null
  private Optional<Cached> cached(String id) {
    if (!RegisteredClient.isId(id)) {
      return Optional.empty();
    }
    Cache<String, Cached> clients = cache;
    @Nullable Cached cached = clients.getIfPresent(id);
    if (cached == null) {
      Blocking.begin(); // must precede the wait for another thread that is looking up the client
      cached = clients.get(id, this::read);
    }
    return Optional.ofNullable(cached);
  }

  private @Nullable Cached read(String id) {
    return store
        .<Optional<Cached>>reading(
            tx -> find(tx, id).map(client -> new Cached(client, new ClientRows(tx).secrets(id))))
        .orElse(null);
  }

  /**
   * Drops a client from the cache. Waits for a look-up in progress, which may have begun before the
   * change.
   */
  void invalidate(String id) {
    cache.invalidate(id);
  }

  /**
   * Drops all clients by replacing the cache. A look-up in progress stores its result in the old
   * cache.
   */
  void invalidateAll() {
    cache = empty();
  }
}
