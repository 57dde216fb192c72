package dev.restauth.signup;

import dev.restauth.browser.BrowserFeature;
import dev.restauth.browser.OwnRequests;
import dev.restauth.email.OwnEmail;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.lostfactor.LostFactorFeature;
import dev.restauth.mail.MailFeature;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.recovery.RecoveryFeature;
import dev.restauth.registration.RegistrationFeature;
import dev.restauth.vault.Vault;
import dev.restauth.work.SignUpWork;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The feature with the pages on which people create an account or regain access to their account.
 */
public final class SignUpFeature implements Feature {
  private final List<RouteTable.Routes> routes;

  /**
   * Creates the feature.
   *
   * @param requests the requests of this server's own pages
   * @param sender the sender address of mails, if one is configured
   * @param usernames finds the user name of an account
   */
  public SignUpFeature(
      Vault vault,
      BrowserFeature browser,
      OwnRequests requests,
      SignUpWork work,
      PasswordPolicy policy,
      RegistrationFeature registration,
      RecoveryFeature recovery,
      OwnEmail email,
      LostFactorFeature lostFactors,
      MailFeature mail,
      Optional<String> sender,
      LongFunction<Optional<String>> usernames,
      InstantSource clock) {
    Steps steps = new Steps(browser.pages(), new SealedSteps(vault, clock), work, policy);
    LoggedInUsers users = new LoggedInUsers(browser.pages().sessions(), usernames);
    SignUpRoutes signUp =
        new SignUpRoutes(steps, registration.signUps(), browser, mail.mailer(), sender);
    this.routes =
        List.of(
            signUp,
            new InvitationPageRoutes(steps, registration.signUps(), signUp, users, requests),
            new ForgotRoutes(steps, recovery.resets(), mail.mailer(), sender),
            new EmailLinkRoutes(steps, email, users, requests),
            new LostFactorPageRoutes(steps, browser, lostFactors.removals(), mail.mailer()),
            new SignUpScriptRoutes());
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return routes;
  }
}
