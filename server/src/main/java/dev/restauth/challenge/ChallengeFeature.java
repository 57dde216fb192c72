package dev.restauth.challenge;

import dev.restauth.factor.FactorCheck;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.login.LoginFlow;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.session.Sessions;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.token.LoginTokens;
import dev.restauth.token.TokenIssuer;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The feature for log-ins in several steps. */
public final class ChallengeFeature implements Feature {
  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final Challenges challenges;
  private final LoginCompletion completion;
  private final LoginRoutes routes;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature.
   *
   * @param known determines whether an address is a known address of an account
   * @param passkeys whether users can register passkeys
   * @param holdsLease whether this process holds the lease for removing expired rows
   */
  public ChallengeFeature(
      Store store,
      LoginFlow logins,
      FactorCheck factors,
      FactorCheck.KnownSources known,
      Sessions sessions,
      TokenIssuer issuer,
      boolean passkeys,
      BooleanSupplier holdsLease) {
    this.store = store;
    this.challenges = new Challenges(store, factors, known, logins, passkeys);
    this.completion = new LoginCompletion(new StepUps(sessions), new LoginTokens(sessions, issuer));
    this.routes = new LoginRoutes(logins, challenges, completion);
    this.holdsLease = holdsLease;
  }

  /** Returns the challenges. */
  public Challenges challenges() {
    return challenges;
  }

  /** Returns the last step of JSON log-ins. */
  public LoginCompletion completion() {
    return completion;
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    new LoginAttemptRows(tx).erase(accountId);
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("removing ended log-in attempts", this::purge));
  }

  private boolean purge() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(
                tx -> new LoginAttemptRows(tx).purge(tx.now(), PURGED_AT_ONCE))
            == PURGED_AT_ONCE;
  }
}
