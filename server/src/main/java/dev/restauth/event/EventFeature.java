package dev.restauth.event;

import dev.restauth.config.Config;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.http.Access;
import dev.restauth.http.RouteTable;
import dev.restauth.operator.Operations;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Cursors;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/**
 * The record of security events. It begins before all other features except tracing, and is closed
 * after them.
 */
public final class EventFeature implements Feature {
  private static final System.Logger LOG = System.getLogger(EventFeature.class.getName());

  private final Store store;
  private final Cursors cursors;
  private final Access access;
  private final BooleanSupplier holdsLease;
  private final EventLog log;
  private final StoredEvents events;
  private final EventNumbering numbering;
  private final Duration retention;

  /**
   * Creates the feature for the events in {@code store}.
   *
   * @param cursors the cursors of lists
   * @param access the access to all events
   * @param alone whether no other process writes to the database while a server runs
   * @param holdsLease whether this process may remove expired rows
   * @param names finds the user name of an account
   */
  public EventFeature(
      Config config,
      Store store,
      Cursors cursors,
      Access access,
      boolean alone,
      BooleanSupplier holdsLease,
      InstantSource clock,
      LongFunction<Optional<String>> names) {
    this.store = store;
    this.cursors = cursors;
    this.access = access;
    this.holdsLease = holdsLease;
    this.retention = config.get(EventSettings.RETENTION);
    this.log =
        new EventLog(
            clock,
            config.get(EventSettings.LOG_USER_NAMES) ? Optional.of(names) : Optional.empty());
    this.numbering = new EventNumbering(store, alone);
    this.events =
        new StoredEvents(
            store, log, new EventSums(clock), new EventAllowance(clock), numbering::wake);
  }

  /** Returns the record to which features write events. */
  public SecurityEvents record() {
    return events;
  }

  /** Returns the listener that writes events for operator commands. */
  public Operations.Listener commands() {
    return new CommandEvents(events::write);
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    // Without this lock, another transaction could copy a request id from one table to the other
    // while this transaction erases it.
    var _ = new EventCounterRows(tx).lock();
    new EventPersonRows(tx).erase(accountId);
    new EventRows(tx).eraseRequests(accountId);
    new UnnumberedEventRows(tx).eraseRequests(accountId);
  }

  @Override
  public void begin() {
    numbering.begin();
  }

  @Override
  public List<Figure> figures() {
    return List.of(log.figure());
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new EventRoutes(store, cursors, access));
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task("writing sums of security events", this::writeSums),
        new MaintenanceTasks.Task(
            "removing old security events",
            () ->
                EventRetention.isDue(store, retention)
                    && holdsLease.getAsBoolean()
                    && EventRetention.removeSome(store, retention)));
  }

  private boolean writeSums() {
    log.writeFinishedSums();
    events.writeSums();
    return false;
  }

  @Override
  public void close() {
    log.flush();
    try {
      events.writeSums();
    } catch (StoreUnavailableException e) {
      LOG.log(
          Level.WARNING, "the last sums of security events were not stored: {0}", e.getMessage());
    }
    numbering.close();
  }
}
