package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptionChanged;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.RegistrationListener;
import dev.restauth.account.Username;
import dev.restauth.config.Config;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.operator.Operations;
import dev.restauth.password.PasswordHasher;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;

/** The feature that logs users in with a password and slows down guessing. */
public final class LoginFeature implements Feature {
  private final Store store;
  private final BooleanSupplier holdsLease;
  private final DecoyHashes decoys;
  private final KnownAddresses addresses;
  private final KnownAddressPurge addressPurge;
  private final StoredFailures failures;
  private final LoginThrottle throttle;
  private final LoginFlow flow;
  private final SecurityEvents events;
  private final ObjLongConsumer<Transaction> unlocking;

  /**
   * Creates the feature.
   *
   * @param newNetworks receives notifications of log-ins from new networks
   * @param policy decides which accounts must have a second factor
   * @param halfLogins receives notifications of correct passwords without the second factor
   * @param fullLogins receives notifications of log-ins with a second factor
   * @param unlocking resets the counts of failures that other features store for an account
   * @param fresh returns whether the account cache is currently reliable
   * @param holdsLease returns whether this process holds the maintenance lease, which only one
   *     server holds at a time
   */
  public LoginFeature(
      Config config,
      Store store,
      Vault vault,
      AccountCache accounts,
      PasswordHasher hasher,
      LegacyDirectory legacy,
      NewNetworkListener newNetworks,
      FactorPolicy policy,
      HalfLoginListener halfLogins,
      FullLoginListener fullLogins,
      ObjLongConsumer<Transaction> unlocking,
      BooleanSupplier fresh,
      BooleanSupplier holdsLease,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.holdsLease = holdsLease;
    this.events = events;
    this.unlocking = unlocking;
    this.decoys = new DecoyHashes(store, legacy, vault.digest("stand-in"), clock);
    this.addresses =
        new KnownAddresses(
            store, vault.digest("known-address"), newNetworks, new LoginEvents(events), clock);
    this.addressPurge = new KnownAddressPurge(store);
    this.failures = new StoredFailures(store, vault.digest("login-failure"));
    this.throttle = new LoginThrottle(LoginSettings.limits(config), failures, clock);
    this.flow =
        new LoginFlow(
            store,
            new LoginNames(store, legacy, config.get(LoginSettings.ADDRESS_LOGIN)),
            accounts,
            hasher,
            throttle,
            addresses,
            decoys,
            legacy,
            config.get(LoginSettings.VERIFIED_PASSWORD_DURATION),
            fresh,
            events,
            policy,
            new HalfLogins(
                store,
                halfLogins,
                new LoginEvents(events),
                config.get(LoginSettings.ACCOUNT_FAILURES),
                clock),
            fullLogins,
            clock);
  }

  /** Returns the log-in flow. */
  public LoginFlow flow() {
    return flow;
  }

  /**
   * Returns whether an account was used from an address before. If no account has the name, returns
   * false after the same work.
   */
  public boolean isKnown(Transaction tx, String username, String source) {
    return addresses.seenAt(tx, username, source).isPresent();
  }

  /** Removes all known addresses of an account except one. */
  public void keepOnly(Transaction tx, Account account, String source) {
    addresses.keepOnly(tx, account, source);
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    new KnownAddressRows(tx).erase(accountId);
    new HalfLoginRows(tx).reset(accountId);
    failures.erase(tx, Username.forLookup(username));
  }

  /** Returns the stored number of consecutive failed log-ins by strangers to an account. */
  public long failedLogIns(Transaction tx, long accountId) {
    return new AccountRows(tx)
        .findById(accountId)
        .flatMap(
            account ->
                failures.find(
                    tx,
                    new StoredFailures.Key(
                        Username.forLookup(account.username()), Optional.empty()),
                    tx.now()))
        .map(LoginFailureRows.FailureCount::failed)
        .orElse(0L);
  }

  /** Returns the listener that stores the client's address at a registration. */
  public RegistrationListener registrations() {
    return addresses::recordRegistration;
  }

  @Override
  public void begin() {
    decoys.count();
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task(
            "removing old failed log-ins",
            () -> holdsLease.getAsBoolean() && StoredFailures.purge(store)),
        new MaintenanceTasks.Task(
            "removing old counts of log-ins that lack a factor",
            () -> holdsLease.getAsBoolean() && HalfLogins.purge(store)),
        new MaintenanceTasks.Task(
            "removing old addresses of log-ins",
            () -> holdsLease.getAsBoolean() && addressPurge.removeSome()));
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        flow.outcomes().figure(),
        Figure.gauge(
            "restauth_login_throttle_names",
            "User names, and their known addresses, with recent failed log-ins in memory",
            throttle::size));
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(new UnlockOperation(store, failures, unlocking, events));
  }

  @Override
  public void onChanges(List<Change> changes) {
    for (Change change : changes) {
      AccountUnlocked.of(change).ifPresent(this::unlock);
    }
    if (changes.stream().anyMatch(change -> change.is(AdoptionChanged.KIND))) {
      invalidateAll();
    }
  }

  private void unlock(AccountUnlocked unlocked) {
    Optional<Account> account = store.reading(tx -> new AccountRows(tx).findById(unlocked.id()));
    account.ifPresent(found -> throttle.reset(Username.forLookup(found.username())));
  }

  /** Counts the kinds of hashes in the background, because there may be many accounts. */
  @Override
  public void invalidateAll() {
    decoys.countInBackground();
  }
}
