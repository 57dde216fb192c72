package dev.restauth.session;

import dev.restauth.account.OwnAccount;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.account.SessionRevoked;
import dev.restauth.config.Config;
import dev.restauth.crypto.RandomIds;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.http.RouteTable;
import dev.restauth.role.PowerGuard;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The feature that begins, renews and ends sessions. */
public final class SessionFeature implements Feature {
  private final Store store;
  private final Revocations revocations = new Revocations();
  private final SessionPolicy policy;
  private final Sessions sessions;
  private final SecurityEvents events;
  private final OwnAccount ownAccount;
  private final PasswordConfirmation confirmation;
  private final BrowserLogouts logouts;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature.
   *
   * @param confirmation requires a new proof before actions for which a token is not enough
   * @param browsers the log-ins of browsers, which are listed and ended together with the sessions
   * @param longestToken returns the longest time for which any token may have been valid
   * @param holdsLease returns whether this process holds the maintenance lease, which only one
   *     server holds at a time
   */
  public SessionFeature(
      Config config,
      Store store,
      OwnAccount ownAccount,
      PasswordConfirmation confirmation,
      BrowserLogins browsers,
      Supplier<Duration> longestToken,
      BooleanSupplier holdsLease,
      SecurityEvents events) {
    this.store = store;
    this.policy = SessionPolicy.of(config, longestToken);
    this.sessions = new Sessions(store, revocations, policy, events);
    this.events = events;
    this.ownAccount = ownAccount;
    this.confirmation = confirmation;
    this.logouts =
        new BrowserLogouts(store, browsers, clientSessions()::endOf, new SessionEvents(events));
    this.holdsLease = holdsLease;
  }

  /** Returns the sessions. */
  public Sessions sessions() {
    return sessions;
  }

  /** Returns the sessions that the owner of an account can list and end. */
  public OwnSessions own() {
    return new OwnSessions(sessions, logouts);
  }

  /** Returns the sessions of OAuth clients. */
  public ClientSessions clientSessions() {
    return new ClientSessions(revocations, policy, events);
  }

  /** Returns the policy. */
  public SessionPolicy policy() {
    return policy;
  }

  /** Returns the revocations, which {@link #begin} loads. */
  public Revocations revocations() {
    return revocations;
  }

  @Override
  public void begin() {
    revocations.reload(store);
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.gauge(
            "restauth_revocations",
            "Revoked sessions in memory, whose tokens have not all expired",
            revocations::size),
        Figure.gauge(
            "restauth_revocations_limit",
            "Revoked sessions at which the sessions of an account are revoked together",
            () -> Revocations.FULL));
  }

  @Override
  public List<RouteTable.Routes> routes() {
    SessionAdministration administration =
        new SessionAdministration(
            store,
            new SessionRowFactory(policy, new RandomIds()),
            new SessionRevoker(revocations, policy),
            logouts,
            events);
    return List.of(
        new SessionRoutes(sessions, logouts, ownAccount, confirmation),
        new AdministrativeSessionRoutes(administration, logouts, new PowerGuard(events)));
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    ExpiryPurge purge = new ExpiryPurge(store, revocations, holdsLease);
    return List.of(
        new MaintenanceTasks.Task("removing expired sessions", purge::purgeSessions),
        new MaintenanceTasks.Task("removing expired revocations", purge::purgeRevocations),
        new MaintenanceTasks.Task("removing expired generations", purge::purgeGenerations),
        new MaintenanceTasks.Task(
            "removing sealed refresh tokens", purge::purgeSealedRefreshTokens));
  }

  @Override
  public void onChanges(List<Change> changes) {
    revocations.apply(changes);
  }

  /**
   * Reads the revocations from the store: if the commit failed, its changes must not be applied.
   */
  @Override
  public void onUncertainCommit(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(SessionRevoked.KIND))) {
      revocations.reload(store);
    }
  }

  @Override
  public void invalidateAll() {
    revocations.reload(store);
  }
}
