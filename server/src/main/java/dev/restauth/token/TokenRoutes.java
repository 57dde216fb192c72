package dev.restauth.token;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Principal;
import dev.restauth.http.RouteTable;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.token.TokenIssuer.IssuedToken;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.Optional;

/** Trading a password, or a token that is still valid, for a token. */
public final class TokenRoutes implements RouteTable.Routes {
  private final Sessions sessions;
  private final TokenIssuer issuer;

  /** Routes to these. */
  public TokenRoutes(Sessions sessions, TokenIssuer issuer) {
    this.sessions = sessions;
    this.issuer = issuer;
  }

  @Override
  public void declare(RouteTable table) {
    table.authenticatedEvenByAdoptedToken(Method.GET, "/api/token", this::issue);
  }

  private Answer issue(Call call, Principal principal) {
    LiveSession session =
        principal
            .session()
            .map(presented -> sessions.renew(presented.id()).orElseThrow())
            .orElseGet(
                () ->
                    sessions
                        .begin(
                            principal.accountId(),
                            principal.generation(),
                            new Sender(call.client().address().getHostAddress(), Optional.empty()),
                            false)
                        .orElseThrow()
                        .session());
    IssuedToken issued = issuer.issue(session);
    return Answer.json(
        Status.OK_200,
        json -> {
          json.writeStringField("token", issued.token());
          json.writeNumberField("duration", issued.duration().toSeconds());
        });
  }
}
