package dev.restauth.code;

import dev.restauth.feature.Feature;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Keeps one-time codes. */
public final class CodeFeature implements Feature {
  private static final long PURGED_AT_ONCE = 500;

  private final OneTimeCodes codes;
  private final BooleanSupplier turn;

  /**
   * Codes in {@code store}.
   *
   * @param turn whether it is for this process to remove what all share
   */
  public CodeFeature(Store store, Vault vault, BooleanSupplier turn) {
    this.codes = new OneTimeCodes(store, vault.digest("one-time-code"));
    this.turn = turn;
  }

  /** The codes. */
  public OneTimeCodes codes() {
    return codes;
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task(
            "removing codes that ended", () -> turn.getAsBoolean() && codes.purge(PURGED_AT_ONCE)));
  }
}
