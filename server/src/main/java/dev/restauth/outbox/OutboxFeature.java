package dev.restauth.outbox;

import dev.restauth.feature.Feature;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Keeps messages and delivers them while a server runs. */
public final class OutboxFeature implements Feature {
  private static final Duration KEPT = Duration.ofDays(7);
  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final OutboxWorker worker;
  private final Outbox outbox;
  private final boolean alone;
  private final boolean delivers;
  private final BooleanSupplier turn;

  /**
   * Messages in {@code store}.
   *
   * @param deliveries one for each kind of messages
   * @param alone whether no other process works on the database
   * @param turn whether it is for this process to remove what all share
   */
  public OutboxFeature(
      Store store, Vault vault, List<Delivery> deliveries, boolean alone, BooleanSupplier turn) {
    this.store = store;
    this.worker = new OutboxWorker(store, vault, deliveries);
    this.outbox = new Outbox(store, vault, worker::wake);
    this.alone = alone;
    this.delivers = !deliveries.isEmpty();
    this.turn = turn;
  }

  /** Where other features add messages. */
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
    worker.begin();
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task(
            "removing messages that ended",
            () ->
                turn.getAsBoolean()
                    && store.<Integer>inTransaction(
                            tx -> new OutboxRows(tx).purge(tx.now().minus(KEPT), PURGED_AT_ONCE))
                        == PURGED_AT_ONCE));
  }

  @Override
  public void close() {
    worker.close();
  }
}
