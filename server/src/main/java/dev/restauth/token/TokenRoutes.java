package dev.restauth.token;

import dev.restauth.assurance.Authentication;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.session.KeySessions;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.session.TokenSessions;
import dev.restauth.token.TokenIssuer.Restrictions;
import dev.restauth.token.TokenSettings.Renewal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The route {@code GET /api/token}, which issues a token in exchange for a password, a personal key
 * or a valid token.
 */
final class TokenRoutes implements RouteTable.Routes {
  private static final String REFRESH = "refresh";

  private final Sessions sessions;
  private final KeySessions keys;
  private final TokenIssuer issuer;
  private final TokenAnswers answers;
  private final LoginTokens logins;
  private final Renewal renewal;

  /** Creates the route. It issues tokens in {@code sessions} and for personal keys. */
  TokenRoutes(Sessions sessions, KeySessions keys, TokenIssuer issuer, Renewal renewal) {
    this.sessions = sessions;
    this.keys = keys;
    this.issuer = issuer;
    this.answers = new TokenAnswers(issuer);
    this.logins = new LoginTokens(sessions, issuer);
    this.renewal = renewal;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, "/api/token", Access.RENEWAL, this::issue);
  }

  private Answer issue(Call call) {
    Caller.User user = call.user();
    boolean refreshable = wantsRefreshToken(call, user);
    Optional<Set<String>> asked = AskedScopes.read(call);
    AskedOrganization organization = AskedOrganization.read(call, asked);
    issuer.requirePermission();
    TokenSessions from = call.isHead() ? sessions.preview() : sessions;
    Optional<Answer> answer =
        user.session().isPresent()
            ? renew(from, call, user, asked, organization)
            : logIn(call, user, new LoginTokens.Wanted(refreshable, asked, organization));
    return answer.orElseThrow(CallerRevokedException::new);
  }

  /** Begins a session for a user who sent the password. */
  private Optional<Answer> logIn(Call call, Caller.User user, LoginTokens.Wanted wanted) {
    Authentication authentication = user.authentication().orElseThrow();
    return call.isHead()
        ? logins.preview(authentication, sender(call), wanted)
        : logins.begin(authentication, sender(call), wanted, _ -> true);
  }

  private static Optional<LiveSession> enter(
      TokenSessions from, LiveSession session, AskedOrganization organization) {
    return organization.id().isEmpty()
        ? Optional.of(session)
        : from.enter(session, organization.id().get());
  }

  private void requireGranted(
      long account, Optional<String> narrowed, Optional<String> organization, Set<String> asked) {
    if (!issuer.grants(account, narrowed, organization, asked)) {
      throw TokenAnswers.noScope();
    }
  }

  /** Issues a token in exchange for a personal key, or for a token that is still valid. */
  private Optional<Answer> renew(
      TokenSessions from,
      Call call,
      Caller.User user,
      Optional<Set<String>> asked,
      AskedOrganization organization) {
    Caller.Presented presented = user.session().orElseThrow().token();
    boolean passwordOnly =
        renewal == Renewal.PASSWORD_ONLY
            && !presented.key().equals(Optional.of(Caller.KeyForm.KEY));
    if (passwordOnly && !presented.outdated()) {
      throw passwordRequired(
          "A token is issued for user name and password with HTTP Basic, not for a token.");
    }
    if (asked.filter(AdministrativeScope::isAmong).isPresent()
        && !presented.scopes().containsAll(asked.get())) {
      throw passwordRequired(
          "Administrative scopes are granted for user name and password with HTTP Basic, not for a"
              + " token.");
    }
    // Even if only passwords are accepted, a client may exchange an outdated token: otherwise, a
    // change of rights would end the session. The new token expires at the same time as the
    // outdated token.
    Optional<Instant> expiry = passwordOnly ? Optional.of(presented.expiresAt()) : Optional.empty();
    Restrictions restrictions = new Restrictions(restriction(presented, asked), expiry);
    organization.requireMember(issuer, user.accountId());
    Optional<LiveSession> renewed = session(from, call, user);
    renewed.ifPresent(session -> organization.requireMayEnter(session, presented, passwordOnly));
    return renewed
        .flatMap(session -> narrow(from, session, presented, asked, organization))
        .flatMap(session -> enter(from, session, organization))
        .map(
            session ->
                answers.of(
                    new NewSession(session, Optional.empty()), restrictions, asked.isPresent()));
  }

  /**
   * Returns the scopes that the new token may have. A narrowed token is exchanged only for a token
   * with the same scopes or fewer.
   */
  private static Optional<Set<String>> restriction(
      Caller.Presented presented, Optional<Set<String>> asked) {
    if (!presented.narrowed()) {
      return asked;
    }
    Set<String> both = new HashSet<>(presented.scopes());
    asked.ifPresent(both::retainAll);
    return Optional.of(both);
  }

  /**
   * Narrows the session to the requested scopes. A narrowed token cannot narrow its session, since
   * the other tokens of the session would be narrowed too. A personal key is never narrowed; only
   * the token issued for it is.
   */
  private Optional<LiveSession> narrow(
      TokenSessions from,
      LiveSession session,
      Caller.Presented presented,
      Optional<Set<String>> asked,
      AskedOrganization organization) {
    if (asked.isEmpty() || presented.narrowed()) {
      return Optional.of(session);
    }
    requireGranted(
        session.accountId(),
        session.scope(),
        organization.id().or(session::organization),
        asked.get());
    return session.ofKey() ? Optional.of(session) : from.narrow(session, asked.get());
  }

  /**
   * Returns whether the client requests a refresh token. Throws if the client requests one in
   * exchange for a token or a personal key, because the refresh token could be valid for longer.
   */
  private static boolean wantsRefreshToken(Call call, Caller.User user) {
    List<String> values = call.query(REFRESH);
    boolean wanted = values.equals(List.of("true"));
    if (!wanted && !values.isEmpty() && !values.equals(List.of("false"))) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER.because(
              "The parameter \"refresh\" may be given once, as true or as false."));
    }
    if (wanted && user.session().isPresent()) {
      throw passwordRequired(
          "A refresh token is issued for user name and password with HTTP Basic, not for a token.");
    }
    return wanted;
  }

  private static ProblemException passwordRequired(String detail) {
    return new ProblemException(ProblemType.PASSWORD_REQUIRED.because(detail));
  }

  private Optional<LiveSession> session(TokenSessions from, Call call, Caller.User user) {
    long account = user.accountId();
    long generation = user.generation();
    Caller.Session presented = user.session().orElseThrow();
    if (user.byKey()) {
      boolean key = presented.token().key().equals(Optional.of(Caller.KeyForm.KEY));
      // A token of an earlier generation is revoked, even if this server has not been notified of
      // the revocation yet.
      return keys.session(presented.id(), presented.authenticatedAt())
          .filter(session -> key || session.generation() == generation);
    }
    return presented
        .adoptedUntil()
        .map(until -> new AdoptedToken(presented.id(), presented.authenticatedAt(), until))
        .map(adopted -> from.exchange(account, generation, adopted, sender(call)))
        .orElseGet(() -> from.renew(presented.id(), presented.authenticatedAt()));
  }

  private static Sender sender(Call call) {
    return new Sender(call.client().address().getHostAddress(), call.userAgent());
  }
}
