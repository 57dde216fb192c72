package dev.restauth.session;

import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.role.PowerGuard;
import java.util.List;
import java.util.Optional;

/** The routes with which administrators list and end the sessions of any account. */
record AdministrativeSessionRoutes(
    SessionAdministration sessions, BrowserLogouts browsers, PowerGuard guard)
    implements RouteTable.Routes {
  private static final String SESSIONS = "/api/admin/users/{id}/sessions";

  /** An id that no account has. */
  private static final long NOBODY = 0;

  @Override
  public void declare(RouteTable table) {
    Access write = Access.administrative(AdministrativeScope.USERS_WRITE);
    table
        .route(
            Method.GET, SESSIONS, Access.administrative(AdministrativeScope.USERS_READ), this::list)
        .route(Method.DELETE, SESSIONS, write, guard.guarded(this::endAll))
        .route(Method.DELETE, SESSIONS + "/{sid}", write, guard.guarded(this::endOne));
  }

  private Answer list(Call call) {
    Optional<String> current = call.user().session().map(Caller.Session::id);
    Optional<List<LiveSession>> live = sessions.of(account(call));
    return live.map(all -> SessionRoutes.list(all, browsers.of(account(call)), current))
        .orElseGet(AdministrativeSessionRoutes::unknownAccount);
  }

  private Answer endAll(Call call) {
    return sessions.endAll(account(call), PowerGuard.actor(call))
        ? Answer.noContent()
        : unknownAccount();
  }

  private Answer endOne(Call call) {
    return sessions.endOne(account(call), call.parameter("sid"), PowerGuard.actor(call))
        ? Answer.noContent()
        : Answer.problem(
            ProblemType.NOT_FOUND.because(
                "The account has no session with this id, or it has ended. GET"
                    + " /api/admin/users/{id}/sessions lists those that it has."));
  }

  private static long account(Call call) {
    return call.number("id").orElse(NOBODY);
  }

  private static Answer unknownAccount() {
    return Answer.problem(ProblemType.NOT_FOUND.because("No account has this id."));
  }
}
