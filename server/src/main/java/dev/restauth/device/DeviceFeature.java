package dev.restauth.device;

import dev.restauth.config.Config;
import dev.restauth.device.DeviceSettings.Remembered;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The feature for remembered devices. */
public final class DeviceFeature implements Feature {
  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final RememberedDevices devices;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature.
   *
   * @param holdsLease whether this process holds the lease for removing expired rows
   */
  public DeviceFeature(
      Config config,
      Store store,
      OwnerNotices notices,
      BooleanSupplier holdsLease,
      SecurityEvents events) {
    this.store = store;
    this.devices =
        new RememberedDevices(
            store, config.get(DeviceSettings.REMEMBERED_DEVICES) == Remembered.ON, notices, events);
    this.holdsLease = holdsLease;
  }

  /** Returns the remembered devices. */
  public RememberedDevices devices() {
    return devices;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new DeviceRoutes(devices));
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    new RememberedDeviceRows(tx).erase(accountId);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("removing ended remembered devices", this::purge));
  }

  private boolean purge() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(
                tx -> new RememberedDeviceRows(tx).purge(tx.now(), PURGED_AT_ONCE))
            == PURGED_AT_ONCE;
  }
}
