package dev.restauth.session;

import dev.restauth.account.AccountChanged;
import dev.restauth.feature.Feature;
import dev.restauth.feature.NotifyingStore;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.util.List;
import java.util.function.LongConsumer;

/** Has those who remember something hear of changes, where a test has no server. */
public final class Hearing {
  private Hearing() {}

  /** Of a store whose changes are heard by these. */
  public static NotifyingStore of(Store store, Revocations revocations, LongConsumer accounts) {
    NotifyingStore heard = new NotifyingStore(store);
    heard.tell(
        List.of(
            new Feature() {
              @Override
              public void heard(List<Change> changes) {
                for (Change change : changes) {
                  AccountChanged.of(change).ifPresent(changed -> accounts.accept(changed.id()));
                }
              }
            },
            new Feature() {
              @Override
              public void heard(List<Change> changes) {
                revocations.heard(changes);
              }

              @Override
              public void inDoubt(List<Change> changes) {
                revocations.read(store);
              }
            }));
    return heard;
  }
}
