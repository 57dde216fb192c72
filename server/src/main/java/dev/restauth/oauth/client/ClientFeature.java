package dev.restauth.oauth.client;

import dev.restauth.feature.Feature;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.util.List;

/** The feature of the clients of OAuth. */
public final class ClientFeature implements Feature {
  private final CachedClients clients;

  /** Creates the feature for the clients in {@code store}. */
  public ClientFeature(Store store) {
    this.clients = new CachedClients(store);
  }

  /** Returns the clients. */
  public CachedClients clients() {
    return clients;
  }

  @Override
  public void onChanges(List<Change> changes) {
    for (Change change : changes) {
      ClientChanged.of(change).ifPresent(changed -> clients.invalidate(changed.id()));
    }
  }

  @Override
  public void invalidateAll() {
    clients.invalidateAll();
  }
}
