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
 * Wraps hashes that protect nobody, such as plain SHA-1, in Argon2id, in the background and one at a time,
 * without waiting for their owners. At each start it goes on where it was.
 */
final class WeakHashes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WeakHashes.class.getName());

  private static final long A_PAGE = 500;

  /** How long after trouble, with the database or with memory, it is tried again. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** It waits in the queue like anybody, behind those who log in. */
  private static final HashRequest BACKGROUND =
      HashRequest.OPERATOR.withPriority(Priority.REGISTRATION);

  private final Store store;
  private final PasswordHasher hasher;
  private final LongConsumer changed;
  private final Semaphore work = new Semaphore(1);
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Does nothing before {@link #begin}.
   *
   * @param changed told the id of each account after its hash was wrapped
   */
  WeakHashes(Store store, PasswordHasher hasher, LongConsumer changed) {
    this.store = store;
    this.hasher = hasher;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("weak-hashes").unstarted(this::run);
  }

  /** Begins, with what may be there already. */
  void begin() {
    thread.start();
  }

  /** Whether it has begun; not in a command without a server. */
  boolean begun() {
    return thread.getState() != Thread.State.NEW;
  }

  /** Says that there may be more. */
  void wake() {
    work.release();
  }

  private void run() {
    while (!closing) {
      try {
        work.acquire();
        work.drainPermits();
        wrapAll();
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        again(e); // the database or the memory may be back by then
      }
    }
  }

  private void again(RuntimeException e) {
    if (closing) {
      return; // what it waited for was cut off
    }
    LOG.log(Level.WARNING, "weak password hashes wait to be wrapped: {0}", e.getMessage());
    try {
      if (!work.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.DEBUG, "going on with weak password hashes");
      }
      work.release();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void wrapAll() throws InterruptedException {
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
      // Several servers may do so at once: each begins somewhere else, and leaves out what is done.
      wrapAfter(ThreadLocalRandom.current().nextLong(kind.count()), kind.kind());
      wrapAfter(0, kind.kind());
      LOG.log(Level.INFO, "no hash of the kind {0} is left as it was", kind.kind());
    }
  }

  private void wrapAfter(long id, String kind) throws InterruptedException {
    long after = id;
    while (true) {
      long from = after;
      List<Account> page =
          store.reading(tx -> new AdoptedAccountRows(tx).withForeignHash(kind, from, A_PAGE));
      if (page.isEmpty()) {
        return;
      }
      for (Account account : page) {
        wrap(account);
        after = account.id();
      }
    }
  }

  private void wrap(Account account) throws InterruptedException {
    String known = account.passwordHash().orElse("");
    PasswordHash weak = PasswordHash.stored(known);
    if (!weak.weak()) {
      return;
    }
    while (true) {
      if (closing) {
        throw new InterruptedException();
      }
      switch (hasher.wrap(weak, BACKGROUND)) {
        case HashOutcome.Hashed(PasswordHash hash) -> {
          store.inTransaction(
              tx ->
                  new AccountRows(tx)
                      .replaceHash(account.id(), known, hash.text(), hash.foreignKind()));
          changed.accept(account.id());
          return;
        }
        // Others come first.
        case HashOutcome.Busy busy -> Thread.sleep(PAUSE.dividedBy(10));
      }
    }
  }

  /** Stops; what was wrapped stays so. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
