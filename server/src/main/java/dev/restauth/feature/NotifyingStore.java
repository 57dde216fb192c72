package dev.restauth.feature;

import dev.restauth.store.Change;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A store whose changes the features of this process hear when they are committed, and before whoever
 * made them goes on: so before its request is answered. If it is not known whether they are committed,
 * the features are told that.
 */
public final class NotifyingStore implements Store {
  private final Store store;
  private volatile List<Feature> features = List.of();

  /** By one transaction, which may run on another thread, and more than once. */
  private static final class Announced {
    private volatile List<Change> changes = List.of();
  }

  /** Keeps what it is given in {@code store}, which is closed with it. Nobody hears of it yet. */
  public NotifyingStore(Store store) {
    this.store = store;
  }

  /** From now on these hear, in this order. */
  public void tell(List<? extends Feature> hearing) {
    features = List.copyOf(hearing);
  }

  /**
   * {@inheritDoc}
   *
   * <p>What a feature throws that hears of the change is thrown, although the change is committed.
   */
  @Override
  public <T> T inTransaction(Function<Transaction, T> work) {
    Announced announced = new Announced();
    T result;
    try {
      result =
          store.inTransaction(
              tx -> {
                announced.changes = List.of();
                T done = work.apply(tx);
                announced.changes = tx.announced();
                return done;
              });
    } catch (RuntimeException | Error e) {
      tellDoubt(announced.changes, e);
      throw e;
    }
    List<Change> changes = announced.changes;
    if (!changes.isEmpty()) {
      Feature.tellAll(features, each -> each.heard(changes));
    }
    return result;
  }

  private void tellDoubt(List<Change> changes, Throwable cause) {
    if (!changes.isEmpty()) {
      try {
        Feature.tellAll(features, each -> each.inDoubt(changes));
      } catch (RuntimeException e) {
        cause.addSuppressed(
            e); // nothing was acknowledged; it is heard once more if it was committed
      }
    }
  }

  /** The store itself: of what is changed there this process hears as of another's changes. */
  public Store unheard() {
    return store;
  }

  @Override
  public <T> T reading(Function<Transaction, T> work) {
    return store.reading(work);
  }

  @Override
  public void confirmInPlace() {
    store.confirmInPlace();
  }

  @Override
  public Optional<ChangeListener> listener() {
    return store.listener();
  }

  @Override
  public void close() {
    store.close();
  }
}
