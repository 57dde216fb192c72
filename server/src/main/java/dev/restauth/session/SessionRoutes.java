package dev.restauth.session;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.restauth.account.OwnAccount;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.NoLongerKnown;
import dev.restauth.http.Principal;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Logging out, and what somebody may do with her own sessions. */
public final class SessionRoutes implements RouteTable.Routes {
  private static final String SESSIONS = "/api/me/sessions";

  private final Sessions sessions;
  private final OwnAccount ownAccount;

  /** Routes to these. */
  public SessionRoutes(Sessions sessions, OwnAccount ownAccount) {
    this.sessions = sessions;
    this.ownAccount = ownAccount;
  }

  @Override
  public void declare(RouteTable table) {
    table
        .authenticatedEvenByAdoptedToken(Method.DELETE, "/api/token", this::logOut)
        .authenticated(Method.GET, SESSIONS, this::list)
        .authenticated(Method.DELETE, SESSIONS, this::endAllOthers)
        .authenticated(Method.DELETE, SESSIONS + "/{sid}", this::endOne);
  }

  private Answer logOut(Call call, Principal principal) {
    if (principal.session().isEmpty()) {
      return Answer.problem(
          ProblemType.TOKEN_REQUIRED.because(
              "A password has no session that could be ended. Send the token that is to end, as the"
                  + " user name or as a Bearer token."));
    }
    Principal.Session session = principal.session().get();
    return answer(
        sessions.logOut(
            principal.accountId(), principal.generation(), session.id(), session.adoptedUntil()));
  }

  private Answer list(Call call, Principal principal) {
    List<LiveSession> live = sessions.of(principal.accountId());
    Optional<String> current = principal.session().map(Principal.Session::id);
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

  private Answer endOne(Call call, Principal principal) {
    return answer(sessions.endOne(principal.accountId(), principal.generation(), call.segment()));
  }

  /** Who sent a password has no session of her own that would stay. */
  private Answer endAllOthers(Call call, Principal principal) {
    long account = principal.accountId();
    long generation = principal.generation();
    return answer(
        principal.session().isPresent()
            ? sessions.endOthers(account, generation, principal.session().get().id())
            : ownAccount.endAllTokens(account, generation)
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
