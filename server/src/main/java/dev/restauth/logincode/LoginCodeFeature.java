package dev.restauth.logincode;

import dev.restauth.account.FactorPolicy;
import dev.restauth.challenge.Challenges;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.config.Config;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.login.LoginFeature;
import dev.restauth.login.LoginSettings;
import dev.restauth.login.LoginSettings.EmailLogin;
import dev.restauth.mail.Mailer;
import dev.restauth.session.Sessions;
import dev.restauth.store.Store;
import dev.restauth.token.TokenAnswers;
import dev.restauth.token.TokenIssuer;
import dev.restauth.work.SignUpWork;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The feature for log-ins with mailed codes. */
public final class LoginCodeFeature implements Feature {
  private final LoginCodes logins;
  private final boolean allowed;
  private final LoginCodeRoutes routes;

  /**
   * Creates the feature for the accounts in {@code store}. Log-ins begin sessions in {@code
   * sessions}.
   */
  public LoginCodeFeature(
      Config config,
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      LoginFeature logins,
      FactorPolicy policy,
      Challenges challenges,
      Sessions sessions,
      TokenIssuer issuer,
      SignUpWork work,
      SecurityEvents events,
      InstantSource clock) {
    EmailLogin setting = config.get(LoginSettings.EMAIL_LOGIN);
    this.logins = new LoginCodes(store, codes, mailer, logins, policy, events, clock);
    this.allowed = setting != EmailLogin.OFF && mailer.isConfigured();
    this.routes =
        new LoginCodeRoutes(
            this.logins, challenges, sessions, mailer, work, new TokenAnswers(issuer), setting);
  }

  /**
   * Returns the log-ins with mailed codes; empty if the operator does not allow them, or the server
   * cannot send mails.
   */
  public Optional<LoginCodes> logins() {
    return allowed ? Optional.of(logins) : Optional.empty();
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }
}
