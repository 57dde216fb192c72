package dev.restauth.token;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Principal;
import dev.restauth.http.RouteTable;
import dev.restauth.token.TokenIssuer.IssuedToken;
import io.helidon.http.Method;
import io.helidon.http.Status;

/** Trading a password, or a token that is still valid, for a token. */
public final class TokenRoutes implements RouteTable.Routes {
  private final TokenIssuer issuer;

  /** Routes to {@code issuer}. */
  public TokenRoutes(TokenIssuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public void declare(RouteTable table) {
    table.authenticatedEvenByAdoptedToken(Method.GET, "/api/token", this::issue);
  }

  private Answer issue(Call call, Principal principal) {
    IssuedToken issued = issuer.issue(principal);
    return Answer.json(
        Status.OK_200,
        json -> {
          json.writeStringField("token", issued.token());
          json.writeNumberField("duration", issued.duration().toSeconds());
        });
  }
}
