package dev.restauth.oauth.client;

import dev.restauth.blocking.Blocking;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The web origins of all active clients, whose scripts may read the answers of the calls for clients (CORS). They are read when a
 * script of another origin calls for the first time. Thread-safe.
 */
public final class ClientOrigins {
  private static final long AT_ONCE = 500;

  private final Store store;
  private volatile Optional<Set<String>> known = Optional.empty();

  /** Creates the origins of the clients in {@code store}. */
  public ClientOrigins(Store store) {
    this.store = store;
  }

  /** Returns whether an exact origin, such as {@code https://app.example.com}, is that of an active client. */
  public boolean contain(String origin) {
    Optional<Set<String>> loaded = known;
    if (loaded.isEmpty()) {
      Blocking.begin(); // before the wait for another thread that reads
      loaded = Optional.of(read());
    }
    return loaded.get().contains(origin);
  }

  private synchronized Set<String> read() {
    if (known.isPresent()) {
      return known.get();
    }
    Set<String> origins = new HashSet<>();
    String last = "";
    List<RegisteredClient> some;
    do {
      String after = last;
      some = store.reading(tx -> new ClientRows(tx).after(after, AT_ONCE));
      for (RegisteredClient each : some) {
        if (each.active()) {
          origins.addAll(each.client().origins());
        }
        last = each.id();
      }
    } while (some.size() == AT_ONCE);
    known = Optional.of(Set.copyOf(origins));
    return origins;
  }

  /** Drops what was read if clients have changed. It waits for a reading in progress, which may have begun before the change. */
  public void onChanges(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(ClientChanged.KIND))) {
      invalidate();
    }
  }

  /** Drops what was read. */
  public synchronized void invalidate() {
    known = Optional.empty();
  }
}
