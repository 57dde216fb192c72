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
 * A store that notifies the features of this process of changes. It does so after the commit and before the caller's
 * transaction method returns, and so before the request is answered. It also notifies them if it is uncertain whether
 * the changes were committed. Then it runs the actions of {@link Transaction#afterCommit(Runnable)}. The transaction
 * has the id of the request, on whichever thread it runs.
 */
public final class NotifyingStore implements Store {
  private static final String UNAVAILABLE = "unavailable";

  private final Store store;
  private volatile List<Feature> features = List.of();

  /** The outcome of one transaction, which may run on another thread and more than once. */
  private static final class Announced {
    private volatile List<Change> changes = List.of();
    private volatile List<Runnable> afterCommit = List.of();
  }

  /** Wraps {@code store}, which is closed with this one. No feature is notified yet. */
  public NotifyingStore(Store store) {
    this.store = store;
  }

  /** Sets the features that will be notified, in this order. */
  public void setFeatures(List<? extends Feature> notified) {
    features = List.copyOf(notified);
  }

  /**
   * {@inheritDoc}
   *
   * <p>If a notified feature throws an exception, this method throws it, although the change is committed.
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
        // Nothing was acknowledged; onChanges is called later if it was committed.
        cause.addSuppressed(e);
      }
    }
  }

  /**
   * The wrapped store. This process is notified of changes made through it in the same way as of changes by other
   * servers.
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
