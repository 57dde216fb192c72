package dev.restauth.feature;

import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.util.List;
import java.util.function.Consumer;

/** A store with a listener for changes, for tests without a server. */
public final class NotifyingStores {
  private NotifyingStores() {}

  /** Returns a store that notifies the listener of changes, even if the commit is uncertain. */
  public static NotifyingStore of(Store store, Consumer<List<Change>> hearing) {
    NotifyingStore heard = new NotifyingStore(store);
    heard.setFeatures(
        List.of(
            new Feature() {
              @Override
              public void onChanges(List<Change> changes) {
                hearing.accept(changes);
              }
            }));
    return heard;
  }
}
