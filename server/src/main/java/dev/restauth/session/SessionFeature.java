package dev.restauth.session;

import dev.restauth.account.CurrentPassword;
import dev.restauth.account.OwnAccount;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.config.Config;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Sessions, which tokens belong to: how they begin, are renewed and end. */
public final class SessionFeature implements Feature {
  private final Store store;
  private final Revocations revocations = new Revocations();
  private final SessionPolicy policy;
  private final Sessions sessions;
  private final OwnAccount own;
  private final PasswordConfirmation confirmation;
  private final BooleanSupplier turn;

  /**
   * As it is configured.
   *
   * @param currentPassword checks it before what a token alone may not do
   * @param longestToken how long any token may have been valid
   * @param turn whether it is for this process to remove what all share
   */
  public SessionFeature(
      Config config,
      Store store,
      OwnAccount own,
      CurrentPassword currentPassword,
      Supplier<Duration> longestToken,
      BooleanSupplier turn,
      SecurityEvents events) {
    this.store = store;
    this.policy = SessionPolicy.of(config, longestToken);
    this.sessions = new Sessions(store, revocations, policy, events);
    this.own = own;
    this.confirmation = new PasswordConfirmation(currentPassword);
    this.turn = turn;
  }

  /** Begins, renews and ends them. */
  public Sessions sessions() {
    return sessions;
  }

  /** How long they last. */
  public SessionPolicy policy() {
    return policy;
  }

  /** Those that were revoked, after the beginning. */
  public Revocations revocations() {
    return revocations;
  }

  @Override
  public void begin() {
    revocations.read(store);
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new SessionRoutes(sessions, own, confirmation));
  }

  @Override
  public List<MaintenanceTasks.Task> upkeep() {
    ExpiryPurge purge = new ExpiryPurge(store, revocations, turn);
    return List.of(
        new MaintenanceTasks.Task("removing sessions that have ended", purge::endedSessions),
        new MaintenanceTasks.Task("forgetting revocations", purge::expiredRevocations),
        new MaintenanceTasks.Task("forgetting generations", purge::expiredGenerations),
        new MaintenanceTasks.Task("forgetting sealed refresh tokens", purge::sealedRefreshTokens));
  }

  @Override
  public void heard(List<Change> changes) {
    revocations.heard(changes);
  }

  /** One that was not committed must not be added. */
  @Override
  public void inDoubt(List<Change> changes) {
    if (changes.stream().anyMatch(change -> change.is(SessionRevoked.KIND))) {
      revocations.read(store);
    }
  }

  @Override
  public void afresh() {
    revocations.read(store);
  }
}
