package dev.restauth.login;

import dev.restauth.account.AccountCache;
import dev.restauth.account.AdoptionChanged;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.config.Config;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.password.PasswordHasher;
import dev.restauth.runtime.Upkeep;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Logging in with a password, and what is done against those who guess. */
public final class LoginFeature implements Feature {
  private final Store store;
  private final BooleanSupplier turn;
  private final DecoyHashes decoys;
  private final LoginFlow flow;

  /**
   * As it is configured.
   *
   * @param fresh whether what is remembered of accounts counts now
   * @param turn whether it is for this process to remove what all share
   */
  public LoginFeature(
      Config config,
      Store store,
      Vault vault,
      AccountCache accounts,
      PasswordHasher hasher,
      LegacyDirectory legacy,
      BooleanSupplier fresh,
      BooleanSupplier turn,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.turn = turn;
    this.decoys = new DecoyHashes(store, legacy, vault.digest("stand-in"), clock);
    this.flow =
        new LoginFlow(
            store,
            accounts,
            hasher,
            new LoginThrottle(
                LoginSettings.limits(config),
                new StoredFailures(store, vault.digest("login-failure")),
                clock),
            new KnownAddresses(store, vault.digest("known-address"), clock),
            decoys,
            legacy,
            config.get(LoginSettings.VERIFIED_PASSWORD_DURATION),
            fresh,
            events,
            clock);
  }

  /** Logs people in. */
  public LoginFlow flow() {
    return flow;
  }

  @Override
  public void begin() {
    decoys.count();
  }

  @Override
  public List<Upkeep.Task> upkeep() {
    return List.of(
        new Upkeep.Task(
            "forgetting failed log-ins", () -> turn.getAsBoolean() && StoredFailures.purge(store)));
  }

  @Override
  public void heard(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(AdoptionChanged.KIND))) {
      afresh();
    }
  }

  /** There may be many accounts to count, and nobody is to wait for that. */
  @Override
  public void afresh() {
    decoys.countMeanwhile();
  }
}
