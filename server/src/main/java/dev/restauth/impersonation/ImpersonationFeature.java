package dev.restauth.impersonation;

import dev.restauth.account.FactorPolicy;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.role.PowerGuard;
import dev.restauth.session.ImpersonatedSessions;
import dev.restauth.session.SessionPolicy;
import dev.restauth.store.Store;
import dev.restauth.token.TokenIssuer;
import java.util.List;

/** The feature through which administrators act as other users. */
public final class ImpersonationFeature implements Feature {
  private final ImpersonationRoutes routes;

  /** Creates the feature. {@code confirmation} checks the administrator's own password. */
  public ImpersonationFeature(
      Store store,
      SessionPolicy durations,
      TokenIssuer issuer,
      PasswordConfirmation confirmation,
      FactorPolicy policy,
      OwnerNotices notices,
      SecurityEvents events) {
    this.routes =
        new ImpersonationRoutes(
            new Impersonations(store, new ImpersonatedSessions(durations), policy, notices, events),
            issuer,
            confirmation,
            new PowerGuard(events));
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }
}
