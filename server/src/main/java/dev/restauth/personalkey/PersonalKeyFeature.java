package dev.restauth.personalkey;

import dev.restauth.account.AccountCache;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.RoleFeature;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.session.SessionFeature;
import dev.restauth.store.Store;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The feature for personal keys. */
public final class PersonalKeyFeature implements Feature {
  /**
   * The number of keys that an account may create in a burst. Afterwards, it may create one key
   * every {@link #MADE_AGAIN}.
   */
  private static final int MADE_AT_ONCE = 100;

  private static final Duration MADE_AGAIN = Duration.ofMinutes(10);

  private final Store store;
  private final PersonalKeys keys;
  private final KeyAuthentication authentication;
  private final KeyUses uses = new KeyUses();
  private final KeyMaintenance maintenance;
  private final PersonalKeyRoutes routes;

  /**
   * Creates the feature.
   *
   * @param organizations reads the rights of an account in an organisation
   * @param holdsLease whether this process holds the maintenance lease, which only one server holds
   *     at a time
   */
  public PersonalKeyFeature(
      Store store,
      AccountCache accounts,
      SessionFeature sessions,
      RoleFeature roles,
      OrganizationRights.Source organizations,
      FactorPolicy policy,
      PasswordConfirmation confirmation,
      OwnerNotices notices,
      BooleanSupplier holdsLease,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.keys = new PersonalKeys(store, sessions.policy()::tokensUntil, notices, events);
    this.authentication =
        new KeyAuthentication(
            store,
            accounts,
            sessions.revocations(),
            roles.changed(),
            roles::rights,
            organizations,
            policy,
            uses,
            clock);
    this.maintenance = new KeyMaintenance(store, notices, holdsLease);
    this.routes =
        new PersonalKeyRoutes(
            keys,
            new KeyRequests(roles::rights, organizations),
            confirmation,
            new AddressAllowances(MADE_AT_ONCE, MADE_AGAIN, clock));
  }

  /** Returns the personal keys. */
  public PersonalKeys keys() {
    return keys;
  }

  /** Returns the authentication with personal keys. */
  public KeyAuthentication authentication() {
    return authentication;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task("storing the uses of personal keys", () -> uses.store(store)),
        new MaintenanceTasks.Task(
            "notifying owners of expiring personal keys", maintenance::notifyNextOwner),
        new MaintenanceTasks.Task("removing ended personal keys", maintenance::purge));
  }

  /** Stores the times of the last uses. */
  @Override
  public void close() {
    while (uses.store(store)) {
      // continues with the next batch
    }
  }
}
