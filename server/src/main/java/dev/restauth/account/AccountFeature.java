package dev.restauth.account;

import dev.restauth.config.Config;
import dev.restauth.control.Operations;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.password.PasswordFeature;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Accounts: registering, showing, changing and closing them. */
public final class AccountFeature implements Feature {
  /** How long an address waits for one registration more. */
  private static final Duration REGISTRATION_INTERVAL = Duration.ofSeconds(6);

  /** How many ids that nobody has an address may have looked for in an old application at once. */
  private static final int LOOKUPS = 100;

  private static final Duration LOOKUP_INTERVAL = Duration.ofSeconds(1);

  private final AccountCache accounts;
  private final AddressAllowances lookups;
  private final Registration registration;
  private final OwnAccount own;
  private final LegacyDirectory legacy;
  private final UserOperations operations;
  private final TestAccounts testAccounts;

  /**
   * Of the accounts in {@code store}.
   *
   * @param accounts what is remembered of them
   * @param legacy those of another application
   * @param currentPassword checks it before a change
   * @param registered what is done when an account is made
   */
  public AccountFeature(
      Config config,
      Store store,
      AccountCache accounts,
      PasswordFeature passwords,
      LegacyDirectory legacy,
      CurrentPassword currentPassword,
      RegistrationListener registered,
      SecurityEvents events,
      InstantSource clock) {
    this.accounts = accounts;
    this.legacy = legacy;
    this.registration =
        new Registration(
            store,
            passwords.policy(),
            passwords.hasher(),
            legacy,
            new AddressAllowances(
                config.get(AccountSettings.ADDRESS_REGISTRATIONS), REGISTRATION_INTERVAL, clock),
            registered,
            events,
            clock);
    this.lookups = new AddressAllowances(LOOKUPS, LOOKUP_INTERVAL, clock);
    this.own =
        new OwnAccount(
            store, accounts, passwords.policy(), passwords.hasher(), currentPassword, events);
    this.operations =
        new UserOperations(store, registration, passwords.policy(), passwords.hasher(), events);
    this.testAccounts = new TestAccounts(store, passwords.hasher(), clock);
  }

  /** What somebody may do with the account that is hers. */
  public OwnAccount own() {
    return own;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new AccountRoutes(registration, own, accounts, legacy, lookups));
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(operations, testAccounts);
  }

  @Override
  public void heard(List<Change> changes) {
    for (Change change : changes) {
      AccountChanged.of(change).ifPresent(changed -> accounts.forget(changed.id()));
    }
  }

  @Override
  public void afresh() {
    accounts.forgetAll();
  }
}
