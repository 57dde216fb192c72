package dev.restauth.browser;

import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.challenge.Challenges;
import dev.restauth.device.RememberedDevices;
import dev.restauth.enrolment.EnrolmentCodes;
import dev.restauth.factor.TotpEnrolment;
import dev.restauth.feature.Feature;
import dev.restauth.http.Answer;
import dev.restauth.http.RouteTable;
import dev.restauth.login.LoginFlow;
import dev.restauth.logincode.LoginCodes;
import dev.restauth.page.PageFeature;
import dev.restauth.passkey.PagePasskeys;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.vault.Vault;
import dev.restauth.work.SignUpWork;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/** The feature for browser sessions and the pages on which users log in. */
public final class BrowserFeature implements Feature {
  /** The path of the log-out form. The form's token is bound to this path. */
  public static final String LOG_OUT = "/logout";

  private static final long PURGED_AT_ONCE = 500;

  private final BrowserSessions sessions;
  private final LoginPages pages;
  private final LoginPageRoutes logins;
  private final FactorPageRoutes factors;
  private final List<RouteTable.Routes> routes;
  private final BooleanSupplier holdsLease;

  /**
   * Creates the feature.
   *
   * @param devices the remembered devices, on which users need no second factor
   * @param codes log-ins with mailed codes; empty if the operator does not allow such log-ins
   * @param work the proof of work that is required before a code is mailed
   * @param enrolments the codes with which users prove that they may enrol a required factor
   * @param totp enrols authenticator apps
   * @param passkeys log-ins with passkeys; empty if no domain for passkeys is configured
   * @param links the other ways to log in, to which the pages link
   * @param requests the requests that continue after a log-in
   * @param holdsLease whether this process holds the maintenance lease, which only one server holds
   *     at a time
   */
  public BrowserFeature(
      Store store,
      Vault vault,
      PageFeature page,
      BrowserSessions sessions,
      LoginFlow logins,
      Challenges challenges,
      RememberedDevices devices,
      Optional<LoginCodes> codes,
      SignUpWork work,
      EnrolmentCodes enrolments,
      TotpEnrolment totp,
      Optional<PagePasskeys> passkeys,
      LoginLinks links,
      LoginRequests requests,
      LongFunction<Optional<String>> usernames,
      BooleanSupplier holdsLease,
      InstantSource clock) {
    this.sessions = sessions;
    this.holdsLease = holdsLease;
    this.pages = new LoginPages(sessions, requests, page.forms(), page.pages());
    SealedAttempts attempts = SealedAttempts.ofFactors(vault);
    MissingFactor missing = new MissingFactor(pages, challenges, attempts);
    SignedInRoutes signedIn = new SignedInRoutes(store, sessions, pages.forms(), usernames);
    this.factors = new FactorPageRoutes(pages, challenges, devices, attempts, links, passkeys);
    this.logins = new LoginPageRoutes(pages, logins, devices, missing, links, signedIn, passkeys);
    this.routes =
        List.of(
            this.logins,
            factors,
            new CodePageRoutes(
                pages,
                codes,
                new CodeRequests(SealedAttempts.ofCodes(vault), clock),
                missing,
                work),
            new EnrolPageRoutes(pages, challenges, attempts, enrolments),
            new EnrolAppRoutes(pages, challenges, attempts, totp),
            new LoginScriptRoutes(pages, factors, passkeys),
            signedIn);
  }

  /** Returns the processing steps that all log-in pages share. */
  public LoginPages pages() {
    return pages;
  }

  /**
   * Logs a browser in with the password of a newly created account, in the same way as the page for
   * user name and password.
   *
   * @param asked the log-in during which the user has created the account
   */
  public Answer logIn(LoginPages.Asked asked, String username, String password) {
    return logins.logIn(asked, username, password);
  }

  /**
   * Returns the proofs of a log-in whose second factor is missing.
   *
   * @param attempt the encrypted challenge of the log-in, from the page for the second factor
   * @return the proofs; empty if the challenge has expired or belongs to another browser
   */
  public Optional<HalfAuthentication> half(LoginPages.Asked asked, String attempt) {
    return factors.pending(attempt, asked).map(Challenges.Pending::half);
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
