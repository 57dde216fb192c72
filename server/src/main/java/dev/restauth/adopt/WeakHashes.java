package dev.restauth.adopt;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.ForeignHashes;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.store.Store;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Wraps weak hashes, such as plain SHA-1, in Argon2id without waiting for the users to log in. The
 * work is done in the background, one hash at a time, and continues after a restart.
 */
final class WeakHashes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WeakHashes.class.getName());

  private static final long PAGE_SIZE = 500;

  /** The pause before a retry after a failure of the database or a lack of memory. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** The request for wrapping a hash, which waits behind log-ins in the hasher's queue. */
  private final HashRequest background =
      new HashRequest(Priority.REGISTRATION, HashRequest.OPERATOR.source(), () -> isClosing());

  private final Store store;
  private final PasswordHasher hasher;
  private final LongConsumer changed;
  private final Semaphore work = new Semaphore(1);
  private final Thread thread;
  private volatile boolean closing;

  /** True if there may be more work. Only the background thread uses this field. */
  private boolean woken;

  /**
   * Creates the background thread, which starts at {@link #begin}.
   *
   * @param changed receives the id of each account after its hash was wrapped
   */
  WeakHashes(Store store, PasswordHasher hasher, LongConsumer changed) {
    this.store = store;
    this.hasher = hasher;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("weak-hashes").unstarted(this::run);
  }

  /** Starts the thread, which first wraps the weak hashes that are already stored. */
  void begin() {
    thread.start();
  }

  /**
   * Returns whether the thread was started. A command that runs without a server does not start it.
   */
  boolean isStarted() {
    return thread.getState() != Thread.State.NEW;
  }

  /** Notifies the thread that there may be more weak hashes. */
  void wake() {
    work.release();
  }

  private void run() {
    while (!closing) {
      try {
        if (!woken) {
          work.acquireUninterruptibly();
        }
        woken = false;
        work.drainPermits();
        wrapAll();
      } catch (RuntimeException e) {
        retryLater(e); // the database or the memory may be available later
      }
    }
  }

  private void retryLater(RuntimeException e) {
    LOG.log(
        Level.WARNING, "weak password hashes cannot be wrapped now, retrying: {0}", e.getMessage());
    pause(PAUSE);
    woken = true;
  }

  /** Waits for this time, or until there is more work or this object is closed. */
  private void pause(Duration duration) {
    try {
      woken |= !closing && work.tryAcquire(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void wrapAll() {
    List<ForeignHashes> weak =
        store
            .<List<ForeignHashes>>reading(tx -> new AdoptedAccountRows(tx).foreignHashes())
            .stream()
            .filter(kind -> PasswordHash.stored(kind.sample()).weak())
            .toList();
    for (ForeignHashes kind : weak) {
      LOG.log(
          Level.INFO,
          String.format(
              Locale.ROOT, "wrapping %,d hashes of the kind %s", kind.count(), kind.kind()));
      // Several servers may wrap hashes at the same time. Each server starts at a random id, and
      // skips hashes that are already wrapped.
      wrapAfter(ThreadLocalRandom.current().nextLong(kind.count()), kind.kind());
      wrapAfter(0, kind.kind());
      if (!closing) {
        LOG.log(Level.INFO, "all hashes of the kind {0} are wrapped", kind.kind());
      }
    }
  }

  private void wrapAfter(long id, String kind) {
    long after = id;
    while (!closing) {
      long from = after;
      List<Account> page =
          store.reading(tx -> new AdoptedAccountRows(tx).withForeignHash(kind, from, PAGE_SIZE));
      if (page.isEmpty()) {
        return;
      }
      for (Account account : page) {
        wrap(account);
        after = account.id();
      }
    }
  }

  private void wrap(Account account) {
    String text = account.passwordHash().orElse("");
    PasswordHash weak = PasswordHash.stored(text);
    if (!weak.weak()) {
      return;
    }
    while (!closing) {
      switch (hasher.wrap(weak, background)) {
        case HashOutcome.Hashed(PasswordHash hash) -> {
          store.inTransaction(
              tx ->
                  new AccountRows(tx)
                      .replaceHash(account.id(), text, hash.text(), hash.foreignKind()));
          changed.accept(account.id());
          return;
        }
        // The hasher is busy with other requests, which come first.
        case HashOutcome.Busy busy -> pause(PAUSE.dividedBy(10));
      }
    }
  }

  private boolean isClosing() {
    return closing;
  }

  /**
   * Stops the thread. Hashes that were already wrapped remain wrapped. Waits for a query in
   * progress: an interrupt would break the database connection, as an outage does.
   */
  @Override
  public void close() {
    closing = true;
    work.release();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
