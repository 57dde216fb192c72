package dev.restauth;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.accountpage.AccountPageFeature;
import dev.restauth.browser.BrowserFeature;
import dev.restauth.browser.LoginLinks;
import dev.restauth.browser.LoginRequests;
import dev.restauth.browser.OwnRequests;
import dev.restauth.mail.MailFeature;
import dev.restauth.oauth.client.Client;
import dev.restauth.page.PageFeature;
import dev.restauth.registration.RegistrationSettings;
import dev.restauth.signup.SignUpFeature;

/** Builds the pages on which users register and log in. */
final class PagePart {
  final PageFeature page;
  final OwnRequests ownRequests;
  final BrowserFeature browser;
  final SignUpFeature signUp;
  final AccountPageFeature accountPages;

  PagePart(
      CorePart core,
      AccountPart accountPart,
      TokenPart tokenPart,
      FactorPart factorPart,
      OauthPart oauthPart) {
    page = oauthPart.page;
    ownRequests =
        new OwnRequests(
            loginRequests(core.declarations, oauthPart.authorizationRequests),
            core.vault,
            core.clock);
    browser =
        new BrowserFeature(
            core.store,
            core.vault,
            page,
            oauthPart.browserSessions,
            core.logins.flow(),
            factorPart.challenges.challenges(),
            factorPart.devices.devices(),
            factorPart.loginCodes.logins(),
            accountPart.work.work(),
            factorPart.enrolment.codes(),
            factorPart.factors.totp(),
            factorPart.passkeys.pages(),
            new LoginLinks(
                RegistrationSettings.offersSignUp(core.config),
                core.mail.mailer().isConfigured(),
                factorPart.loginCodes.logins().isPresent(),
                core.mail.mailer().isConfigured()),
            ownRequests,
            id -> core.accounts.find(id).map(Account::username),
            core.cluster::holdsLease,
            core.clock);
    signUp =
        new SignUpFeature(
            core.vault,
            browser,
            ownRequests,
            accountPart.work.work(),
            core.passwords.policy(),
            accountPart.registration,
            accountPart.recovery,
            accountPart.email.own(),
            factorPart.lostFactors,
            core.mail,
            MailFeature.sender(core.config),
            id -> core.accounts.find(id).map(Account::username),
            core.clock);
    accountPages =
        new AccountPageFeature(
            page,
            oauthPart.browserSessions,
            ownRequests,
            id -> core.store.reading(tx -> new AccountRows(tx).findById(id)),
            tokenPart.sessions.own(),
            factorPart.devices.devices(),
            oauthPart.authorize.consents(),
            accountPart.email.own(),
            core.mail.mailer(),
            accountPart.account.ownAccount(),
            core.policy,
            core.passwords.policy(),
            factorPart.factors,
            factorPart.firstFactor,
            factorPart.passwordless.own(),
            factorPart.passkeys.registered(),
            id -> tokenPart.clients.clients().find(id).map(Client::name),
            core.clock);
  }

  /**
   * Returns the requests for which users log in on pages: those of an additional feature if there
   * is one, otherwise {@code usual}.
   */
  private static LoginRequests loginRequests(Declarations declarations, LoginRequests usual) {
    return declarations.additions().stream()
        .filter(LoginRequests.class::isInstance)
        .map(LoginRequests.class::cast)
        .findFirst()
        .orElse(usual);
  }
}
