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
import dev.restauth.mail.Mailer;
import dev.restauth.session.Sessions;
import dev.restauth.store.Store;
import dev.restauth.token.TokenAnswers;
import dev.restauth.token.TokenIssuer;
import dev.restauth.work.SignUpWork;
import java.time.InstantSource;
import java.util.List;

/** The feature of log-ins with mailed codes. */
public final class LoginCodeFeature implements Feature {
  private final LoginCodeRoutes routes;

  /**
   * Creates the feature for the accounts in {@code store}; log-ins begin sessions in {@code
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
    this.routes =
        new LoginCodeRoutes(
            new LoginCodes(
                store, codes, mailer, logins, policy, challenges, sessions, events, clock),
            mailer,
            work,
            new TokenAnswers(issuer),
            config.get(LoginSettings.EMAIL_LOGIN));
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }
}
