package dev.restauth.serviceaccount;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.personalkey.PersonalKeys;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.PowerGuard;
import dev.restauth.store.Store;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The feature through which administrators manage the keys of accounts. */
public final class ServiceAccountFeature implements Feature {
  /**
   * The number of keys that may be created for an account in a burst. Afterwards, one key may be
   * created every {@link #MADE_AGAIN}.
   */
  private static final int MADE_AT_ONCE = 100;

  private static final Duration MADE_AGAIN = Duration.ofMinutes(10);

  private final AdministeredKeyRoutes routes;

  /**
   * Creates the feature.
   *
   * @param organizations reads the rights of an account in an organisation
   * @param confirmation checks the administrator's own password
   */
  public ServiceAccountFeature(
      Store store,
      PersonalKeys keys,
      OrganizationRights.InTransaction organizations,
      PasswordConfirmation confirmation,
      SecurityEvents events,
      InstantSource clock) {
    this.routes =
        new AdministeredKeyRoutes(
            new KeyAdministration(store, keys, organizations),
            confirmation,
            new AddressAllowances(MADE_AT_ONCE, MADE_AGAIN, clock),
            new PowerGuard(events));
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }
}
