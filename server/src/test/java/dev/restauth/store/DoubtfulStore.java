package dev.restauth.store;

import java.util.function.Function;

/**
 * A store that a test can make report committed transactions as failed. Real stores may do so at
 * any time.
 */
public final class DoubtfulStore implements Store {
  private final Store store;
  private volatile boolean failing;

  public DoubtfulStore(Store store) {
    this.store = store;
  }

  /** Sets whether every commit happens but is reported as failed. */
  public void failing(boolean fails) {
    failing = fails;
  }

  @Override
  public <T> T inTransaction(Function<Transaction, T> work) {
    T result = store.inTransaction(work);
    if (failing) {
      throw new StoreUnavailableException("the commit may have happened");
    }
    return result;
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
  public void close() {
    store.close();
  }
}
