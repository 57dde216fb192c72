package dev.restauth.care;

import dev.restauth.figure.Figure;
import dev.restauth.store.PropertyStore;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The time of the last backup that a running server made. It is stored in the database, so that it
 * survives a restart. Backups that other tools make, or that a command makes while no server is
 * running, are not recorded. Thread-safe.
 */
final class LastBackup {
  private static final System.Logger LOG = System.getLogger(LastBackup.class.getName());
  private static final String PROPERTY = "last-backup";

  private final Store store;
  private volatile Optional<Instant> at = Optional.empty();

  LastBackup(Store store) {
    this.store = store;
  }

  /** Reads the time from the database. */
  void read() {
    at = store.reading(tx -> tx.properties().find(PROPERTY)).map(Instant::parse);
  }

  /**
   * Stores that a backup has just been made. If the time cannot be stored, the backup is valid
   * nevertheless.
   */
  void made() {
    try {
      at = Optional.of(store.<Instant>inTransaction(LastBackup::set));
    } catch (StoreUnavailableException e) {
      LOG.log(
          Level.DEBUG, "the time of a backup was not stored", e); // the store warns the operator
    }
  }

  private static Instant set(Transaction tx) {
    PropertyStore properties = tx.properties();
    String now = tx.now().toString();
    Optional<String> before = properties.findForUpdate(PROPERTY);
    if (before.isPresent()) {
      var _ = properties.replace(PROPERTY, before.get(), now);
    } else {
      var _ = properties.setIfAbsent(PROPERTY, now);
    }
    return tx.now();
  }

  List<Figure> figures() {
    return List.of(
        new Figure(
            Figure.Kind.GAUGE,
            "restauth_backup_timestamp_seconds",
            "Time of the last backup that a running server made",
            List.of(),
            readings -> at.ifPresent(time -> readings.value(time.getEpochSecond()))));
  }
}
