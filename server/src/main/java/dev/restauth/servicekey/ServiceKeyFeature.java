package dev.restauth.servicekey;

import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.operator.Operations;
import dev.restauth.role.PowerGuard;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.vault.Cursors;
import dev.restauth.vault.Vault;
import java.util.List;

/** The feature for the keys with which services call this server. */
public final class ServiceKeyFeature implements Feature {
  private final ServiceKeys keys;
  private final AdministrativeServiceKeyRoutes routes;

  /** Creates the feature for the keys in {@code store}. */
  public ServiceKeyFeature(Store store, Vault vault, SecurityEvents events) {
    this.keys = new ServiceKeys(store, events);
    this.routes =
        new AdministrativeServiceKeyRoutes(keys, new PowerGuard(events), new Cursors(vault));
  }

  /** Returns the service keys. */
  public ServiceKeys keys() {
    return keys;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(new ServiceKeyOperations(keys));
  }

  @Override
  public void onChanges(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(ServiceKeyChanged.KIND))) {
      keys.invalidate();
    }
  }

  @Override
  public void invalidateAll() {
    keys.invalidate();
  }
}
