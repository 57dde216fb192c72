package dev.restauth.session;

import dev.restauth.account.AccountChanged;
import dev.restauth.feature.Feature;
import dev.restauth.feature.NotifyingStore;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.util.List;
import java.util.function.LongConsumer;

/** Notifications to caches about changes, in tests without a server. */
public final class CacheNotifications {
  private CacheNotifications() {}

  /** Returns a store that notifies caches of its changes. */
  public static NotifyingStore of(Store store, Revocations revocations, LongConsumer accounts) {
    NotifyingStore heard = new NotifyingStore(store);
    heard.setFeatures(
        List.of(
            new Feature() {
              @Override
              public void onChanges(List<Change> changes) {
                for (Change change : changes) {
                  AccountChanged.of(change).ifPresent(changed -> accounts.accept(changed.id()));
                }
              }
            },
            new Feature() {
              @Override
              public void onChanges(List<Change> changes) {
                revocations.apply(changes);
              }

              @Override
              public void onUncertainCommit(List<Change> changes) {
                revocations.reload(store);
              }
            }));
    return heard;
  }
}
