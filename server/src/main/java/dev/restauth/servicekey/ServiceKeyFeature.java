package dev.restauth.servicekey;

import dev.restauth.control.Operations;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.util.List;

/** The keys by which services call this server. */
public final class ServiceKeyFeature implements Feature {
  private final ServiceKeys keys;
  private final SecurityEvents events;

  /** Kept in {@code store}. */
  public ServiceKeyFeature(Store store, SecurityEvents events) {
    this.keys = new ServiceKeys(store);
    this.events = events;
  }

  /** All of them. */
  public ServiceKeys keys() {
    return keys;
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(new ServiceKeyOperations(keys, events));
  }

  @Override
  public void heard(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(ServiceKeyChanged.KIND))) {
      keys.forget();
    }
  }

  @Override
  public void afresh() {
    keys.forget();
  }
}
