package dev.restauth.outbox;

import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.span.Spans;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Vault;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The feature that stores messages and, while a server runs, delivers them. */
public final class OutboxFeature implements Feature {
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final OutboxCounts counts;
  private final OutboxWorker worker;
  private final Outbox outbox;
  private final boolean alone;
  private final boolean delivers;
  private final boolean waitsForFirst;
  private boolean serving;
  private boolean begun;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature for the messages in {@code store}.
   *
   * @param deliveries a delivery for each kind of message
   * @param alone whether this process uses the database alone
   * @param holdsLease whether this process holds the lease for removing expired rows
   * @param spans records a span for each delivery
   */
  public OutboxFeature(
      Store store,
      Vault vault,
      List<Delivery> deliveries,
      boolean alone,
      BooleanSupplier holdsLease,
      Spans spans) {
    this.store = store;
    this.counts = new OutboxCounts(store, deliveries.stream().map(Delivery::kind).toList());
    this.worker = new OutboxWorker(store, vault, deliveries, counts, spans);
    this.outbox = new Outbox(store, vault, this::wake);
    this.alone = alone;
    this.delivers = !deliveries.isEmpty();
    this.waitsForFirst = deliveries.stream().allMatch(Delivery::isRare);
    this.holdsLease = holdsLease;
  }

  /** The outbox, to which other features add messages. */
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public void begin() {
    if (!delivers) {
      return;
    }
    boolean anyWaits = store.reading(tx -> new OutboxRows(tx).nextDue().isPresent());
    if (alone && anyWaits) {
      store.inTransaction(
          tx -> {
            new OutboxRows(tx).endLeases();
            return true;
          });
    }
    serve();
    counts.count();
    if (!waitsForFirst || counts.anyWaits()) {
      beginOnce();
    }
  }

  private synchronized void stopServing() {
    serving = false;
  }

  private synchronized void serve() {
    serving = true;
  }

  /**
   * Starts the worker, unless it is already running. Does nothing in a command, because only a
   * server delivers messages.
   */
  private synchronized void beginOnce() {
    if (serving && !begun) {
      begun = true;
      worker.begin();
    }
  }

  private void wake() {
    beginOnce();
    worker.wake();
  }

  @Override
  public List<Figure> figures() {
    return counts.figures();
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    outbox.erase(tx, accountId);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task("counting messages", this::count),
        new MaintenanceTasks.Task(
            "removing messages that ended",
            () -> holdsLease.getAsBoolean() && store.<Boolean>inTransaction(OutboxFeature::purge)));
  }

  private boolean count() {
    counts.count();
    if (counts.anyWaits()) { // for example, added by a server that has stopped
      beginOnce();
    }
    return false;
  }

  /** Removes old messages. Returns whether there may be more to remove. */
  private static boolean purge(Transaction tx) {
    OutboxRows rows = new OutboxRows(tx);
    long messages = rows.purge(tx.now().minus(RETENTION), PURGED_AT_ONCE);
    long decoys = rows.purgeDecoys(tx.now().minus(Outbox.DECOY_RETENTION), PURGED_AT_ONCE);
    return messages == PURGED_AT_ONCE || decoys == PURGED_AT_ONCE;
  }

  @Override
  public void close() {
    stopServing();
    worker.close();
  }
}
