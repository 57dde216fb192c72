package dev.restauth.token;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.session.TokenSessions;
import dev.restauth.token.TokenSettings.Renewal;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/token}: issues a token for a password, or for a token that is still valid. */
final class TokenRoutes implements RouteTable.Routes {
  private static final String REFRESH = "refresh";

  private final Sessions sessions;
  private final TokenIssuer issuer;
  private final Renewal renewal;

  /** Issues tokens in {@code sessions}. */
  TokenRoutes(Sessions sessions, TokenIssuer issuer, Renewal renewal) {
    this.sessions = sessions;
    this.issuer = issuer;
    this.renewal = renewal;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, "/api/token", Access.USER_BY_ANY_TOKEN, this::issue);
  }

  private Answer issue(Call call) {
    Caller.User user = call.user();
    boolean refreshable = wantsRefreshToken(call, user);
    if (renewal == Renewal.PASSWORD_ONLY && user.session().isPresent()) {
      return Answer.problem(
          ProblemType.PASSWORD_REQUIRED.because(
              "A token is issued for user name and password with HTTP Basic, not for a token."));
    }
    issuer.requirePermission();
    TokenSessions from = call.isHead() ? sessions.preview() : sessions;
    return session(from, call, user, refreshable)
        .map(new TokenAnswers(issuer)::of)
        .orElseThrow(CallerRevokedException::new);
  }

  /** Refuses a refresh token in exchange for a token: it would work longer than the token presented. */
  private static boolean wantsRefreshToken(Call call, Caller.User user) {
    List<String> values = call.query(REFRESH);
    boolean wanted = values.equals(List.of("true"));
    if (!wanted && !values.isEmpty() && !values.equals(List.of("false"))) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER.because(
              "The parameter \"refresh\" may be given once, as true or as false."));
    }
    if (wanted && user.session().isPresent()) {
      throw new ProblemException(
          ProblemType.PASSWORD_REQUIRED.because(
              "A refresh token is issued for user name and password with HTTP Basic, not for a"
                  + " token."));
    }
    return wanted;
  }

  private static Optional<NewSession> session(
      TokenSessions from, Call call, Caller.User user, boolean refreshable) {
    long account = user.accountId();
    long generation = user.generation();
    if (user.session().isEmpty()) {
      return from.begin(account, generation, user.proofs(), sender(call), refreshable);
    }
    Caller.Session presented = user.session().get();
    return presented
        .adoptedUntil()
        .map(until -> new AdoptedToken(presented.id(), presented.authenticatedAt(), until))
        .map(adopted -> from.exchange(account, generation, adopted, sender(call)))
        .orElseGet(() -> from.renew(presented.id(), presented.authenticatedAt()))
        .map(session -> new NewSession(session, Optional.empty()));
  }

  private static Sender sender(Call call) {
    return new Sender(call.client().address().getHostAddress(), call.userAgent());
  }
}
