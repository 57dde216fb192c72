package dev.restauth.session;

import dev.restauth.account.OwnAccount;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import dev.restauth.session.BrowserLogins.BrowserLogin;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The routes with which users log out, and list and end their own sessions. */
final class SessionRoutes implements RouteTable.Routes {
  private static final String SESSIONS = "/api/me/sessions";

  private final Sessions sessions;
  private final BrowserLogouts browsers;
  private final OwnAccount ownAccount;
  private final PasswordConfirmation confirmation;

  SessionRoutes(
      Sessions sessions,
      BrowserLogouts browsers,
      OwnAccount ownAccount,
      PasswordConfirmation confirmation) {
    this.sessions = sessions;
    this.browsers = browsers;
    this.ownAccount = ownAccount;
    this.confirmation = confirmation;
  }

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.DELETE, "/api/token", Access.LOG_OUT, this::logOut)
        .route(Method.GET, SESSIONS, Access.USER, this::list)
        .route(Method.DELETE, SESSIONS, Access.USER, this::endAllOthers)
        .route(Method.DELETE, SESSIONS + "/{sid}", Access.USER, this::endOne);
  }

  private Answer logOut(Call call) {
    Caller.User user = call.user();
    if (user.session().isEmpty()) {
      return Answer.problem(
          ProblemType.TOKEN_REQUIRED.because(
              "A password has no session that could be ended. Send the token that is to end, as the"
                  + " user name or as a Bearer token."));
    }
    Caller.Session session = user.session().get();
    return answer(
        sessions.logOut(
            user.accountId(),
            user.generation(),
            session.id(),
            session.adoptedUntil(),
            // The owner can see the network of a log-out, but must not see an administrator's.
            user.impersonated() ? Optional.empty() : from(call)));
  }

  private Answer list(Call call) {
    Caller.User user = call.user();
    return list(
        sessions.of(user.accountId()),
        browsers.of(user.accountId()),
        user.session().map(Caller.Session::id));
  }

  private record Listed(Instant authenticatedAt, Consumer<JsonWriter> members) {}

  /**
   * Returns the response with the list of sessions, the newest first.
   *
   * @param current the session of the caller
   */
  static Answer list(
      List<LiveSession> live, List<BrowserLogin> browsers, Optional<String> current) {
    List<Listed> all =
        Stream.concat(
                live.stream()
                    .map(
                        each ->
                            new Listed(
                                each.authenticatedAt(),
                                json -> write(json, each, current.equals(Optional.of(each.id()))))),
                browsers.stream()
                    .map(each -> new Listed(each.authenticatedAt(), json -> write(json, each))))
            .sorted(Comparator.comparing(Listed::authenticatedAt).reversed())
            .toList();
    return Answer.json(
        200,
        json -> json.array("sessions", array -> all.forEach(each -> array.object(each.members()))));
  }

  private static void write(JsonWriter json, BrowserLogin login) {
    json.text("id", login.id());
    json.flag("current", false);
    json.flag("browser", true);
    json.text("method", login.methods().text());
    json.text("acr", login.methods().acr().text());
    json.text("authenticated_at", time(login.authenticatedAt()));
    json.text("renewed_at", time(login.renewedAt()));
    json.text("ends_at", time(login.endsAt()));
    json.text("address", login.address());
    json.text("user_agent", login.userAgent());
    json.nullValue("organization");
    json.nullValue("client_id");
  }

  private static void write(JsonWriter json, LiveSession session, boolean current) {
    json.text("id", session.id());
    json.flag("current", current);
    json.flag("browser", false);
    json.text("method", session.method());
    session
        .methods()
        .ifPresentOrElse(
            methods -> json.text("acr", methods.acr().text()), () -> json.nullValue("acr"));
    json.text("authenticated_at", time(session.authenticatedAt()));
    json.text("renewed_at", time(session.renewedAt()));
    json.text("ends_at", time(session.endsAt()));
    json.text("address", session.address());
    json.text("user_agent", session.userAgent());
    json.text("organization", session.organization());
    json.text("client_id", session.client().map(ClientGrant::clientId));
  }

  /** Formats a time by RFC 3339, in UTC and whole seconds. */
  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Ends one session. A caller who sends a token without a password can end only the session of
   * this token. Otherwise, a thief of the token could log out the owner and stay logged in.
   */
  private Answer endOne(Call call) {
    Caller.User user = call.user();
    String id = call.parameter("sid");
    boolean own = user.session().filter(session -> session.id().equals(id)).isPresent();
    Optional<Answer> refusal =
        own
            ? Optional.empty()
            : confirmation.refusal(call, "Ending another session requires the password.");
    return refusal.orElseGet(
        () -> answer(own().endOne(user.accountId(), user.generation(), id, from(call))));
  }

  private OwnSessions own() {
    return new OwnSessions(sessions, browsers);
  }

  private static Optional<Network> from(Call call) {
    return Optional.of(Network.of(call.client().address()));
  }

  private Answer endAllOthers(Call call) {
    return confirmation
        .refusal(call, "Ending all other sessions requires the password.")
        .orElseGet(() -> answer(endOthers(call)));
  }

  /**
   * Ends all other sessions. A caller who sent a password with HTTP Basic has no session that could
   * continue, so all sessions end.
   */
  private Sessions.EndOutcome endOthers(Call call) {
    Caller.User user = call.user();
    long account = user.accountId();
    long generation = user.generation();
    if (user.session().isPresent()) {
      return sessions.endOthers(account, generation, user.session().get().id(), from(call));
    }
    return ownAccount.revokeAllTokens(account, generation, from(call))
        ? Sessions.EndOutcome.ENDED
        : Sessions.EndOutcome.TOO_LATE;
  }

  private static Answer answer(Sessions.EndOutcome outcome) {
    return switch (outcome) {
      case ENDED -> Answer.noContent();
      case UNKNOWN ->
          Answer.problem(
              ProblemType.NOT_FOUND.because(
                  "You have no session with this id, or it has ended. GET /api/me/sessions lists"
                      + " those that you have."));
      case TOO_LATE -> throw new CallerRevokedException();
    };
  }
}
