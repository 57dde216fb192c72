package dev.restauth.feature;

import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.util.List;
import java.util.function.Consumer;

/** Has somebody hear of changes, where a test has no server. */
public final class Hears {
  private Hears() {}

  /** Of a store whose changes are heard, also when it is in doubt whether they are committed. */
  public static NotifyingStore of(Store store, Consumer<List<Change>> hearing) {
    NotifyingStore heard = new NotifyingStore(store);
    heard.tell(
        List.of(
            new Feature() {
              @Override
              public void heard(List<Change> changes) {
                hearing.accept(changes);
              }
            }));
    return heard;
  }
}
