package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptionChanged;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.RegistrationListener;
import dev.restauth.account.Username;
import dev.restauth.config.Config;
import dev.restauth.control.Operations;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.password.PasswordHasher;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Logging in with a password, and what is done against those who guess. */
public final class LoginFeature implements Feature {
  private final Store store;
  private final BooleanSupplier turn;
  private final DecoyHashes decoys;
  private final KnownAddresses addresses;
  private final StoredFailures failures;
  private final LoginThrottle throttle;
  private final LoginFlow flow;
  private final SecurityEvents events;

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
    this.events = events;
    this.decoys = new DecoyHashes(store, legacy, vault.digest("stand-in"), clock);
    this.addresses = new KnownAddresses(store, vault.digest("known-address"), clock);
    this.failures = new StoredFailures(store, vault.digest("login-failure"));
    this.throttle = new LoginThrottle(LoginSettings.limits(config), failures, clock);
    this.flow =
        new LoginFlow(
            store,
            accounts,
            hasher,
            throttle,
            addresses,
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

  /** Remembers from where an account was registered. */
  public RegistrationListener registered() {
    return addresses::registered;
  }

  @Override
  public void begin() {
    decoys.count();
  }

  @Override
  public List<MaintenanceTasks.Task> upkeep() {
    return List.of(
        new MaintenanceTasks.Task(
            "forgetting failed log-ins", () -> turn.getAsBoolean() && StoredFailures.purge(store)));
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(new UnlockOperation(store, failures, events));
  }

  @Override
  public void heard(List<Change> changes) {
    for (Change change : changes) {
      AccountUnlocked.of(change).ifPresent(this::unlock);
    }
    if (changes.stream().anyMatch(change -> change.is(AdoptionChanged.KIND))) {
      afresh();
    }
  }

  private void unlock(AccountUnlocked unlocked) {
    Optional<Account> account = store.reading(tx -> new AccountRows(tx).findById(unlocked.id()));
    account.ifPresent(found -> throttle.forget(Username.forLookup(found.username())));
  }

  /** There may be many accounts to count, and nobody is to wait for that. */
  @Override
  public void afresh() {
    decoys.countMeanwhile();
  }
}
