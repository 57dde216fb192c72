package dev.restauth.feature;

import dev.restauth.figure.Figure;
import dev.restauth.log.RequestId;
import dev.restauth.span.Span;
import dev.restauth.store.Change;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A store that notifies the features of this process of changes. The features are notified after
 * the commit, but before the caller's transaction method returns, and therefore before the request
 * is answered. After that, the store runs the actions of {@link Transaction#afterCommit(Runnable)}.
 * If the commit is in doubt, the features are notified too, but the actions do not run. A
 * transaction has the id of its request even if it runs on another thread.
 */
public final class NotifyingStore implements Store {
  private static final String UNAVAILABLE = "unavailable";

  private final Store store;
  private volatile List<Feature> features = List.of();

  /**
   * The changes and actions of one transaction. The transaction may run on another thread, and more
   * than once.
   */
  private static final class Announced {
    private volatile List<Change> changes = List.of();
    private volatile List<Runnable> afterCommit = List.of();
  }

  /** Wraps {@code store}, which is closed together with this store. No feature is notified yet. */
  public NotifyingStore(Store store) {
    this.store = store;
  }

  /** Sets the features to notify, in this order. */
  public void setFeatures(List<? extends Feature> notified) {
    features = List.copyOf(notified);
  }

  /**
   * {@inheritDoc}
   *
   * <p>If a notified feature throws an exception, this method throws the same exception, although
   * the change is committed.
   */
  @Override
  public <T> T inTransaction(Function<Transaction, T> work) {
    Announced announced = new Announced();
    T result;
    try {
      result =
          write(
              RequestId.carried(
                  tx -> {
                    announced.changes = List.of();
                    T done = work.apply(tx);
                    announced.changes = tx.announced();
                    announced.afterCommit = tx.afterCommit();
                    return done;
                  }));
    } catch (RuntimeException | Error e) {
      notifyUncertain(announced.changes, e);
      throw e;
    }
    List<Change> changes = announced.changes;
    try {
      if (!changes.isEmpty()) {
        Feature.callAll(features, each -> each.onChanges(changes));
      }
    } finally {
      announced.afterCommit.forEach(Runnable::run);
    }
    return result;
  }

  private <T> T write(Function<Transaction, T> work) {
    try (Span span = Span.begin(Span.Kind.INTERNAL, "write to the database")) {
      try {
        return store.inTransaction(work);
      } catch (StoreUnavailableException e) {
        span.fail(UNAVAILABLE);
        throw e;
      }
    }
  }

  private void notifyUncertain(List<Change> changes, Throwable cause) {
    if (!changes.isEmpty()) {
      try {
        Feature.callAll(features, each -> each.onUncertainCommit(changes));
      } catch (RuntimeException e) {
        // The change was not acknowledged. If it was committed, onChanges is called later.
        cause.addSuppressed(e);
      }
    }
  }

  /**
   * Returns the wrapped store. A change through the wrapped store notifies the features in the same
   * way as a change by another server.
   */
  public Store underlying() {
    return store;
  }

  @Override
  public <T> T reading(Function<Transaction, T> work) {
    try (Span span = Span.begin(Span.Kind.INTERNAL, "read from the database")) {
      try {
        return store.reading(work);
      } catch (StoreUnavailableException e) {
        span.fail(UNAVAILABLE);
        throw e;
      }
    }
  }

  @Override
  public void confirmInPlace() {
    store.confirmInPlace();
  }

  @Override
  public void markErased(Transaction tx) {
    store.markErased(tx);
  }

  @Override
  public boolean discardErased() {
    return store.discardErased();
  }

  @Override
  public List<Figure> figures() {
    return store.figures();
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
