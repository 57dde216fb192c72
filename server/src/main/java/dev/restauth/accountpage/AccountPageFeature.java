package dev.restauth.accountpage;

import dev.restauth.account.Account;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.OwnAccount;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.browser.OwnRequests;
import dev.restauth.device.RememberedDevices;
import dev.restauth.email.OwnEmail;
import dev.restauth.enrolment.FirstFactorCodes;
import dev.restauth.factor.FactorFeature;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.Mailer;
import dev.restauth.oauth.authorize.OwnConsents;
import dev.restauth.page.PageFeature;
import dev.restauth.passkey.RegisteredPasskeys;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.passwordless.OwnPassword;
import dev.restauth.session.OwnSessions;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/** The feature with the pages on which users see and change their account. */
public final class AccountPageFeature implements Feature {
  private final List<RouteTable.Routes> routes;

  /**
   * Creates the feature.
   *
   * @param requests sends users to the log-in page, and back to these pages
   * @param accounts finds an account
   * @param firstFactor the codes that the owner needs for adding the first factor
   * @param passkeys the passkeys; empty if the domain of passkeys is not configured
   * @param clientNames finds the name of an OAuth client
   */
  public AccountPageFeature(
      PageFeature page,
      BrowserSessions browserSessions,
      OwnRequests requests,
      LongFunction<Optional<Account>> accounts,
      OwnSessions sessions,
      RememberedDevices devices,
      OwnConsents consents,
      OwnEmail email,
      Mailer mailer,
      OwnAccount own,
      FactorPolicy policy,
      PasswordPolicy passwords,
      FactorFeature factors,
      FirstFactorCodes firstFactor,
      OwnPassword ownPassword,
      Optional<RegisteredPasskeys> passkeys,
      Function<String, Optional<String>> clientNames,
      InstantSource clock) {
    AccountPages pages =
        new AccountPages(browserSessions, requests, page.forms(), page.pages(), accounts, clock);
    FactorRules rules = new FactorRules(pages, factors.access());
    MailboxMarks marks = new MailboxMarks(page.forms().tokens(), firstFactor);
    this.routes =
        List.of(
            new OverviewRoutes(
                pages,
                sessions,
                devices,
                consents,
                email,
                new OverviewLists(sessions, devices, consents, clientNames)),
            new PasswordPageRoutes(pages, rules, own, ownPassword, policy, passwords),
            new EmailPageRoutes(pages, rules, email, mailer),
            new OwnFactorRoutes(pages, rules, factors.own(), passkeys),
            new TotpPageRoutes(pages, rules, marks, factors.totp()),
            new MailboxPageRoutes(pages, rules, firstFactor, marks),
            new AccountScriptRoutes(pages, rules, marks, passkeys));
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return routes;
  }
}
