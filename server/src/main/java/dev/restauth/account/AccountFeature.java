package dev.restauth.account;

import dev.restauth.account.AccountSettings.UserNames;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.SettingProblem;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.ListenSettings;
import dev.restauth.http.RouteTable;
import dev.restauth.operator.Operations;
import dev.restauth.password.PasswordFeature;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.throttle.AddressAllowances;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The feature that registers, shows, changes and closes accounts. */
public final class AccountFeature implements Feature {
  /** The interval after which a client address may register another account. */
  private static final Duration REGISTRATION_INTERVAL = Duration.ofSeconds(6);

  /** The number of ids that a client address may look up in a legacy application in a burst. */
  private static final int LOOKUPS = 100;

  private static final Duration LOOKUP_INTERVAL = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(AccountFeature.class.getName());

  private final Config config;
  private final Store store;
  private final AccountCache accounts;
  private final AccountErasure erasure;
  private final AddressAllowances lookups;
  private final Registration registration;
  private final OwnAccount ownAccount;
  private final OwnUsername ownUsername;
  private final PasswordConfirmation confirmation;
  private final LegacyDirectory legacy;
  private final UserOperations operations;
  private final TestAccounts testAccounts;
  private final AdministeredAccounts administered;

  /**
   * Creates the feature.
   *
   * @param names the rules for user names
   * @param retired the retired names, which no other account can get
   * @param accounts the cache of the accounts in {@code store}
   * @param legacy the accounts of a legacy application
   * @param confirmation checks the current password before a change
   * @param registrations runs in the transaction that creates or renames an account
   * @param passwordChanges runs in the transaction that changes a password or a name
   * @param details the facts that other features add to {@code restauth user show}
   * @param erasure closes and erases accounts
   * @param closing may prevent owners from closing their accounts
   * @param administrators turns accounts that an operator creates into administrators
   */
  public AccountFeature(
      Config config,
      NewUsernames names,
      Store store,
      RetiredNames retired,
      AccountCache accounts,
      PasswordFeature passwords,
      LegacyDirectory legacy,
      PasswordConfirmation confirmation,
      RegistrationListener registrations,
      CredentialListener passwordChanges,
      UserOperations.Details details,
      AccountErasure erasure,
      OwnerClosing closing,
      NewAdministrators administrators,
      SecurityEvents events,
      InstantSource clock) {
    this.config = config;
    this.store = store;
    this.accounts = accounts;
    this.erasure = erasure;
    this.legacy = legacy;
    AddressAllowances allowances =
        new AddressAllowances(
            config.get(AccountSettings.ADDRESS_REGISTRATIONS), REGISTRATION_INTERVAL, clock);
    this.registration =
        new Registration(
            store,
            names,
            retired,
            passwords.policy(),
            passwords.hasher(),
            legacy,
            allowances,
            registrations,
            events,
            clock);
    this.ownUsername =
        new OwnUsername(
            store, names, retired, legacy, allowances, registrations, passwordChanges, events);
    this.confirmation = confirmation;
    this.lookups = new AddressAllowances(LOOKUPS, LOOKUP_INTERVAL, clock);
    this.ownAccount =
        new OwnAccount(
            store,
            accounts,
            passwords.policy(),
            passwords.hasher(),
            confirmation.currentPassword(),
            passwordChanges,
            erasure,
            closing,
            events);
    this.administered =
        new AdministeredAccounts(
            store, names, retired, legacy, registrations, passwordChanges, erasure, events, clock);
    this.operations =
        new UserOperations(
            store,
            registration,
            passwords.policy(),
            passwords.hasher(),
            details,
            administrators,
            administered);
    this.testAccounts = new TestAccounts(store, retired, passwords.hasher(), clock);
  }

  /** Returns the operations of users on their own accounts. */
  public OwnAccount ownAccount() {
    return ownAccount;
  }

  /** Returns the changes that administrators make to accounts. */
  public AdministeredAccounts administered() {
    return administered;
  }

  /** Returns the registration of accounts. */
  public Registration registration() {
    return registration;
  }

  /**
   * Requires that the operator has chosen who may read user names, if the server is new and can be
   * reached from other machines. Call this method before the server creates any data.
   *
   * @param isNew returns whether no database exists yet; called only if the choice is missing
   * @throws ConfigException if the operator has not chosen
   */
  public static void requireChoice(Config config, BooleanSupplier isNew) {
    if (isChoiceMissing(config) && isNew.getAsBoolean()) {
      throw new ConfigException(
          List.of(
              new SettingProblem(
                  "user-names",
                  "a new server beyond loopback must choose who may read the names of users:"
                      + " public, signed-in or own")));
    }
  }

  private static boolean isChoiceMissing(Config config) {
    return !config.get(ListenSettings.HOST).isLoopback()
        && config.get(AccountSettings.USER_NAMES).isEmpty();
  }

  /**
   * Requires the choice of {@link #requireChoice} if the database has no accounts. If it has
   * accounts, or if the server listens on loopback behind a proxy, a missing choice only causes a
   * warning in the log.
   */
  @Override
  public void verify() {
    requireChoice(config, () -> !store.<Boolean>reading(tx -> new AccountRows(tx).any()));
    if (ListenSettings.isReachable(config) && config.get(AccountSettings.USER_NAMES).isEmpty()) {
      LOG.log(
          Level.WARNING,
          "user-names is not set: anyone may read the names of all users; choose public, signed-in"
              + " or own");
    }
  }

  @Override
  public List<RouteTable.Routes> routes() {
    UserNames userNames = config.get(AccountSettings.USER_NAMES).orElse(UserNames.PUBLIC);
    return List.of(
        new AccountRoutes(userNames, ownAccount, accounts, legacy, lookups, confirmation),
        new UsernameRoutes(ownUsername, confirmation));
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(operations, testAccounts);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("erasing closed accounts", erasure::maintain));
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    new ServiceAccountRows(tx).erase(accountId);
  }

  @Override
  public void onChanges(List<Change> changes) {
    for (Change change : changes) {
      AccountChanged.of(change).ifPresent(changed -> accounts.invalidate(changed.id()));
      RightsChanged.of(change).ifPresent(changed -> accounts.invalidate(changed.id()));
    }
  }

  @Override
  public void invalidateAll() {
    accounts.invalidateAll();
  }
}
