package dev.restauth.oauth.client;

import dev.restauth.blocking.Blocking;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A summary of all active clients. It contains the web origins whose scripts may read the answers
 * of the OAuth endpoints (CORS), and the algorithms of ID tokens. The summary is read when it is
 * first needed, and again after a client has changed. Thread-safe.
 */
public final class ActiveClients {
  private static final long AT_ONCE = 500;

  private final Store store;
  private volatile Optional<Summary> summary = Optional.empty();

  private record Summary(Set<String> origins, Set<String> algorithms) {}

  /** Creates the summary of the clients in {@code store}. */
  public ActiveClients(Store store) {
    this.store = store;
  }

  /**
   * Returns whether an exact origin, such as {@code https://app.example.com}, is registered for an
   * active client.
   */
  public boolean haveOrigin(String origin) {
    return summary().origins().contains(origin);
  }

  /** Returns the JWS algorithms of ID tokens, for all clients that log users in. */
  public Set<String> idTokenAlgorithms() {
    return summary().algorithms();
  }

  private Summary summary() {
    Optional<Summary> loaded = summary;
    if (loaded.isPresent()) {
      return loaded.get();
    }
    Blocking.begin(); // must precede the wait for another thread that is reading the summary
    return read();
  }

  private synchronized Summary read() {
    if (summary.isPresent()) {
      return summary.get();
    }
    Set<String> origins = new HashSet<>();
    Set<String> algorithms = new HashSet<>();
    String last = "";
    List<RegisteredClient> some;
    do {
      String after = last;
      some = store.reading(tx -> new ClientRows(tx).after(after, AT_ONCE));
      for (RegisteredClient each : some) {
        last = each.id();
        if (each.active()) {
          Client client = each.client();
          origins.addAll(client.origins());
          if (client.grantTypes().contains("authorization_code")) {
            algorithms.add(client.idTokenAlgorithm());
          }
        }
      }
    } while (some.size() == AT_ONCE);
    Summary read = new Summary(Set.copyOf(origins), Set.copyOf(algorithms));
    summary = Optional.of(read);
    return read;
  }

  /**
   * Drops the summary if clients have changed. Waits for a read in progress, which may have begun
   * before the change.
   */
  public void onChanges(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(ClientChanged.KIND))) {
      invalidate();
    }
  }

  /** Drops the summary. */
  public synchronized void invalidate() {
    summary = Optional.empty();
  }
}
