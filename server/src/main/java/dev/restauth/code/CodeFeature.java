package dev.restauth.code;

import dev.restauth.feature.Feature;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Vault;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The feature that issues and checks one-time codes, and removes expired codes. */
public final class CodeFeature implements Feature {
  private static final long PURGED_AT_ONCE = 500;

  private final OneTimeCodes codes;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature for the codes in {@code store}.
   *
   * @param holdsLease whether this process holds the lease for removing expired rows
   */
  public CodeFeature(Store store, Vault vault, BooleanSupplier holdsLease) {
    this.codes = new OneTimeCodes(store, vault.digest("one-time-code"));
    this.holdsLease = holdsLease;
  }

  /** The one-time codes. */
  public OneTimeCodes codes() {
    return codes;
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    codes.erase(tx, accountId);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task(
            "removing codes that ended",
            () -> holdsLease.getAsBoolean() && codes.purge(PURGED_AT_ONCE)));
  }
}
