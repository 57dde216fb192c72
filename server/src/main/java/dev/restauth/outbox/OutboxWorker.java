package dev.restauth.outbox;

import dev.restauth.outbox.OutboxRows.OutboxRow;
import dev.restauth.outbox.OutboxRows.State;
import dev.restauth.span.Span;
import dev.restauth.span.Spans;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Vault;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Delivers the messages of the outbox, {@value #AT_ONCE} at a time. Each message is leased to this
 * process, so that no other server delivers it at the same time. A message that waits for its next
 * attempt does not delay other messages. Thread-safe.
 */
final class OutboxWorker implements AutoCloseable {
  /** The time after which a delivery is aborted. */
  static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(90);

  private static final System.Logger LOG = System.getLogger(OutboxWorker.class.getName());
  private static final int AT_ONCE = 8;
  private static final Duration LEASE = DELIVERY_TIMEOUT.plusSeconds(30);

  /**
   * The time to wait after each deferred attempt. If the attempt after the last wait is deferred
   * too, the delivery has failed.
   */
  private static final List<Duration> BACK_OFF =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2));

  private static final Duration UNREACHABLE_PAUSE = Duration.ofSeconds(15);

  /** The time that a stopping server gives to deliveries in progress before it aborts them. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration PROBE = Duration.ofSeconds(1);

  /**
   * The interval between searches for messages that other servers have added, or have leased but
   * not delivered.
   */
  private static final Duration POLL = Duration.ofSeconds(10);

  private final Store store;
  private final Vault vault;
  private final OutboxCounts counts;
  private final Spans spans;
  private final Map<String, Delivery> deliveries = new HashMap<>();
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Thread> delivering = new HashSet<>();
  private final Map<String, Boolean> unreachable = new ConcurrentHashMap<>();
  private final Thread thread = Thread.ofVirtual().name("outbox").unstarted(this::run);
  private boolean woken;
  private boolean closing;

  OutboxWorker(
      Store store, Vault vault, List<Delivery> deliveries, OutboxCounts counts, Spans spans) {
    this.store = store;
    this.spans = spans;
    this.counts = counts;
    this.vault = vault;
    deliveries.forEach(each -> this.deliveries.put(each.kind(), each));
  }

  void begin() {
    thread.start();
  }

  /** Searches for messages immediately. */
  void wake() {
    locked(
        () -> {
          woken = true;
          changed.signalAll();
        });
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (await(pause)) {
      try {
        pause = deliverWhatIsDue();
      } catch (StoreUnavailableException e) {
        LOG.log(Level.DEBUG, "the outbox cannot be read", e); // the store warns the operator
        pause = POLL;
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "delivering messages failed, and is tried again", e);
        pause = POLL;
      }
    }
  }

  /**
   * Waits until the worker is woken, but at most for {@code atMost}. Returns false if the worker is
   * being closed.
   */
  private boolean await(Duration atMost) {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!woken && !closing && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      return !closing;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts to deliver as many due messages as there are free slots. Returns the time until the next
   * search.
   */
  private Duration deliverWhatIsDue() {
    Optional<Instant> due = store.reading(tx -> new OutboxRows(tx).nextDue());
    Instant now = store.reading(Transaction::now);
    if (due.isEmpty() || due.get().isAfter(now)) {
      return due.map(next -> shorter(Duration.between(now, next), POLL)).orElse(POLL);
    }
    // While a system such as the mail server does not answer, the worker tries only one message per
    // second, until the system answers again. Otherwise each message of a long queue would cause a
    // write every few seconds.
    boolean probing = !unreachable.isEmpty();
    int slots = probing ? (free.tryAcquire() ? 1 : 0) : free.drainPermits();
    if (slots == 0) {
      return POLL; // unless probing, the end of a delivery wakes this thread
    }
    List<OutboxRow> leased = List.of();
    try {
      leased = store.inTransaction(tx -> new OutboxRows(tx).lease(tx.now().plus(LEASE), slots));
    } finally {
      free.release(slots - leased.size());
    }
    leased.forEach(row -> Thread.ofVirtual().name("outbox-" + row.kind()).start(() -> handle(row)));
    if (leased.isEmpty()) {
      return POLL;
    }
    return probing && !leased.stream().allMatch(OutboxRow::isDecoy) ? PROBE : Duration.ZERO;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void handle(OutboxRow row) {
    try {
      Instant now = store.reading(Transaction::now);
      if (row.expiresAt().isAfter(now) && !row.isDecoy()) {
        deliverAndRecord(row);
      } else { // a decoy causes as many writes as a delivery
        store.inTransaction(ending(row, State.EXPIRED, row.tries(), row.failure()));
      }
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "the outcome of a delivery cannot be stored", e); // the lease expires
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "the outcome of a delivery was not stored", e);
    } finally {
      free.release();
      if (unreachable.isEmpty()) {
        wake();
      }
    }
  }

  private void deliverAndRecord(OutboxRow row) {
    Delivery.Outcome outcome;
    try {
      outcome = deliver(row);
    } catch (StoreUnavailableException e) {
      throw e; // the lease will expire
    } catch (RuntimeException | Error e) { // for example a class that cannot be loaded
      LOG.log(Level.ERROR, "delivering a message failed", e);
      // Ends the lease, which would prevent the operator from retrying the message. The failure
      // says nothing about the system to which messages are sent.
      defer(row, "this server failed: " + e.getClass().getSimpleName() + "; its log has more");
      return;
    }
    record(row, outcome);
  }

  private Delivery.Outcome deliver(OutboxRow row) {
    Delivery delivery = deliveries.get(row.kind());
    if (delivery == null) {
      return new Delivery.Outcome.Unreachable("this server delivers no messages of this kind");
    }
    Optional<byte[]> recipient =
        SealedMessages.unsealed(vault, row.sealedRecipient(), SealedMessages.recipient(row.id()));
    Optional<byte[]> body =
        row.sealedBody()
            .flatMap(bytes -> SealedMessages.unsealed(vault, bytes, SealedMessages.body(row.id())));
    if (recipient.isEmpty() || body.isEmpty()) {
      return new Delivery.Outcome.Refused("the message cannot be unsealed");
    }
    String to = new String(recipient.get(), StandardCharsets.UTF_8);
    return recorded(row.kind(), () -> bounded(() -> delivery.deliver(row.id(), to, body.get())));
  }

  private Delivery.Outcome recorded(String kind, Supplier<Delivery.Outcome> deliver) {
    try (Span span = spans.task(Span.Kind.CLIENT, "deliver " + kind)) {
      Delivery.Outcome outcome = span.during(deliver);
      span.set("restauth.outcome", OutboxCounts.word(outcome));
      if (!(outcome instanceof Delivery.Outcome.Delivered)) {
        span.fail(OutboxCounts.word(outcome));
      }
      return outcome;
    }
  }

  /**
   * Aborts a delivery that takes too long, or that is in progress when the server stops. Interrupts
   * nothing else.
   */
  private Delivery.Outcome bounded(Supplier<Delivery.Outcome> deliver) {
    Thread deliverer = Thread.currentThread();
    locked(() -> delivering.add(deliverer));
    Thread watchdog =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    TimeUnit.NANOSECONDS.sleep(DELIVERY_TIMEOUT.toNanos());
                    breakOff(deliverer);
                  } catch (InterruptedException ended) {
                    // The delivery has finished in time.
                  }
                });
    try {
      return deliver.get();
    } finally {
      locked(() -> delivering.remove(deliverer));
      watchdog.interrupt();
      boolean _ = Thread.interrupted();
    }
  }

  private void breakOff(Thread deliverer) {
    locked(
        () -> {
          if (delivering.contains(deliverer)) {
            deliverer.interrupt();
          }
        });
  }

  private void locked(Runnable what) {
    lock.lock();
    try {
      what.run();
    } finally {
      lock.unlock();
    }
  }

  private void record(OutboxRow row, Delivery.Outcome outcome) {
    counts.tried(row.kind(), outcome);
    noteReachable(row.kind(), outcome);
    switch (outcome) {
      case Delivery.Outcome.Delivered _ ->
          store.inTransaction(ending(row, State.DELIVERED, row.tries() + 1, Optional.empty()));
      case Delivery.Outcome.Refused(String reason) -> fail(row, reason);
      case Delivery.Outcome.Deferred(String reason) -> defer(row, reason);
      case Delivery.Outcome.Unreachable(String reason) ->
          retry(row, UNREACHABLE_PAUSE, row.tries(), reason);
    }
  }

  private void noteReachable(String kind, Delivery.Outcome outcome) {
    if (outcome instanceof Delivery.Outcome.Unreachable(String reason)) {
      if (unreachable.put(kind, true) == null) {
        LOG.log(Level.WARNING, "{0}: no message can be delivered now: {1}", kind, reason);
      }
    } else if (unreachable.remove(kind) != null) {
      LOG.log(Level.INFO, "{0}: messages are delivered again", kind);
    }
  }

  private void defer(OutboxRow row, String reason) {
    int tries = (int) row.tries();
    if (tries < BACK_OFF.size()) {
      retry(row, BACK_OFF.get(tries), tries + 1L, reason);
    } else {
      fail(row, reason);
    }
  }

  private void fail(OutboxRow row, String reason) {
    store.inTransaction(ending(row, State.FAILED, row.tries() + 1, Optional.of(reason)));
    LOG.log(Level.WARNING, "{0}: message {1} was not delivered: {2}", row.kind(), row.id(), reason);
  }

  /**
   * Makes a message due again later. If the message expires before that time, marks it as expired.
   */
  private void retry(OutboxRow row, Duration pause, long tries, String reason) {
    store.inTransaction(
        tx -> {
          Instant due = tx.now().plus(pause);
          if (due.isBefore(row.expiresAt())) {
            new OutboxRows(tx).retryLater(row.id(), due, tries, reason);
          } else {
            new OutboxRows(tx).end(row.id(), State.EXPIRED, tries, Optional.of(reason));
          }
          return true;
        });
  }

  private static Function<Transaction, Boolean> ending(
      OutboxRow row, State state, long tries, Optional<String> failure) {
    return tx -> {
      new OutboxRows(tx).end(row.id(), state, tries, failure);
      return true;
    };
  }

  /** Starts no more deliveries, waits briefly for deliveries in progress, and then aborts them. */
  @Override
  public void close() {
    locked(
        () -> {
          closing = true;
          changed.signalAll();
        });
    try {
      thread.join();
      if (!free.tryAcquire(AT_ONCE, STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        locked(() -> delivering.forEach(Thread::interrupt));
        var _ = free.tryAcquire(AT_ONCE, STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
