package dev.restauth.browser;

import dev.restauth.challenge.Challenges;
import dev.restauth.enrolment.EnrolmentCodes;
import dev.restauth.factor.TotpEnrolment;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.login.LoginFlow;
import dev.restauth.page.PageFeature;
import dev.restauth.passkey.PagePasskeys;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Vault;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The feature of browser sessions, and of the pages on which users log in. */
public final class BrowserFeature implements Feature {
  /** The path of the form to log out; its token is about this path, too. */
  public static final String LOG_OUT = "/logout";

  private static final long PURGED_AT_ONCE = 500;

  private final BrowserSessions sessions;
  private final List<RouteTable.Routes> routes;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature.
   *
   * @param enrolments the codes with which users prove that they may enrol the factor that they must have
   * @param totp enrols it
   * @param passkeys log-ins with passkeys; empty if this server does not know their domain
   * @param requests the requests for which users log in
   * @param holdsLease whether this process holds the lease for maintenance that all servers share
   */
  public BrowserFeature(
      Store store,
      Vault vault,
      PageFeature page,
      BrowserSessions sessions,
      LoginFlow logins,
      Challenges challenges,
      EnrolmentCodes enrolments,
      TotpEnrolment totp,
      Optional<PagePasskeys> passkeys,
      LoginRequests requests,
      BooleanSupplier holdsLease) {
    this.sessions = sessions;
    this.holdsLease = holdsLease;
    LoginPages pages = new LoginPages(sessions, requests, page.forms());
    SealedAttempts attempts = new SealedAttempts(vault);
    SignedInRoutes signedIn = new SignedInRoutes(store, sessions, pages.forms());
    FactorPageRoutes factors = new FactorPageRoutes(pages, challenges, attempts, passkeys);
    this.routes =
        List.of(
            new LoginPageRoutes(pages, logins, challenges, attempts, signedIn, passkeys),
            factors,
            new EnrolPageRoutes(pages, challenges, attempts, enrolments),
            new EnrolAppRoutes(pages, challenges, attempts, totp),
            new LoginScriptRoutes(pages, factors, passkeys, page.pages()),
            signedIn);
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return routes;
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    new BrowserSessionRows(tx).erase(accountId);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("ending expired browser sessions", this::purge));
  }

  private boolean purge() {
    return holdsLease.getAsBoolean() && sessions.endExpired(PURGED_AT_ONCE) == PURGED_AT_ONCE;
  }
}
