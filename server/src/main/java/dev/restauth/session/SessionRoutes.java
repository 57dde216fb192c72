package dev.restauth.session;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.restauth.account.OwnAccount;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.Method;
import dev.restauth.http.NoLongerKnown;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Logging out, and what somebody may do with her own sessions. */
final class SessionRoutes implements RouteTable.Routes {
  private static final String SESSIONS = "/api/me/sessions";

  private final Sessions sessions;
  private final OwnAccount ownAccount;

  /** Routes to these. */
  SessionRoutes(Sessions sessions, OwnAccount ownAccount) {
    this.sessions = sessions;
    this.ownAccount = ownAccount;
  }

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.DELETE, "/api/token", Access.USER_BY_ANY_TOKEN, this::logOut)
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
            user.accountId(), user.generation(), session.id(), session.adoptedUntil(), from(call)));
  }

  private Answer list(Call call) {
    Caller.User user = call.user();
    List<LiveSession> live = sessions.of(user.accountId());
    Optional<String> current = user.session().map(Caller.Session::id);
    return Answer.json(
        200,
        json -> {
          json.writeArrayFieldStart("sessions");
          for (LiveSession session : live) {
            write(json, session, current.equals(Optional.of(session.id())));
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, LiveSession session, boolean current)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", session.id());
    json.writeBooleanField("current", current);
    json.writeStringField("method", session.method());
    json.writeStringField("authenticated_at", time(session.authenticatedAt()));
    json.writeStringField("renewed_at", time(session.renewedAt()));
    json.writeStringField("ends_at", time(session.endsAt()));
    json.writeStringField("address", session.address());
    if (session.userAgent().isPresent()) {
      json.writeStringField("user_agent", session.userAgent().get());
    } else {
      json.writeNullField("user_agent"); // so that all have the same members
    }
    json.writeEndObject();
  }

  /** RFC 3339, UTC, whole seconds. */
  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Answer endOne(Call call) {
    Caller.User user = call.user();
    return answer(
        sessions.endOne(user.accountId(), user.generation(), call.parameter("sid"), from(call)));
  }

  private static Optional<Network> from(Call call) {
    return Optional.of(Network.of(call.client().address()));
  }

  /** Who sent a password has no session of her own that would stay. */
  private Answer endAllOthers(Call call) {
    Caller.User user = call.user();
    long account = user.accountId();
    long generation = user.generation();
    return answer(
        user.session().isPresent()
            ? sessions.endOthers(account, generation, user.session().get().id(), from(call))
            : ownAccount.endAllTokens(account, generation, from(call))
                ? Sessions.EndOutcome.ENDED
                : Sessions.EndOutcome.TOO_LATE);
  }

  private static Answer answer(Sessions.EndOutcome outcome) {
    return switch (outcome) {
      case ENDED -> Answer.noContent();
      case UNKNOWN ->
          Answer.problem(
              ProblemType.NOT_FOUND.because(
                  "You have no session with this id, or it has ended. GET /api/me/sessions lists"
                      + " those that you have."));
      case TOO_LATE -> throw new NoLongerKnown();
    };
  }
}
