package dev.restauth.oauth;

import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.oauth.TokenEndpoint.Issued;
import dev.restauth.oauth.authentication.ClientRequests;
import dev.restauth.oauth.client.Client;
import dev.restauth.session.Sessions.Sender;
import java.util.function.Supplier;

/** The routes that issue and revoke tokens, for OAuth libraries. */
final class OauthRoutes implements RouteTable.Routes {
  private static final String REVOCATION_ENDPOINT = "/oauth/revoke";

  private final RequestingClients clients;
  private final TokenEndpoint tokenEndpoint;
  private final TokenRevocation revocation;
  private final TokenRequestCounts counts;

  OauthRoutes(
      RequestingClients clients,
      TokenEndpoint tokenEndpoint,
      TokenRevocation revocation,
      TokenRequestCounts counts) {
    this.clients = clients;
    this.tokenEndpoint = tokenEndpoint;
    this.revocation = revocation;
    this.counts = counts;
  }

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.POST, ClientRequests.TOKEN_ENDPOINT, Access.ALL, this::issue)
        .route(Method.POST, REVOCATION_ENDPOINT, Access.ALL, this::revoke);
  }

  private Answer issue(Call call) {
    return answering(
        () ->
            counts.count(
                () -> OauthForm.read(call.form()),
                form -> {
                  Client client = clients.of(form, call, ClientRequests.TOKEN_ENDPOINT);
                  return answer(tokenEndpoint.issue(form, client, sender(call), from(call)));
                }));
  }

  private static Sender sender(Call call) {
    return new Sender(call.client().address().getHostAddress(), call.userAgent());
  }

  private static Network from(Call call) {
    return Network.of(call.client().address());
  }

  private static Answer answer(Issued issued) {
    return Answer.json(
        200,
        json -> {
          json.text("access_token", issued.accessToken().token());
          json.text("token_type", "Bearer");
          json.number("expires_in", issued.accessToken().duration().toSeconds());
          if (issued.refreshToken().isPresent()) {
            json.text("refresh_token", issued.refreshToken().get());
          }
          json.text("scope", issued.accessToken().scope());
          if (issued.idToken().isPresent()) {
            json.text("id_token", issued.idToken().get());
          }
        });
  }

  private Answer revoke(Call call) {
    return answering(
        () -> {
          OauthForm form = OauthForm.read(call.form());
          revocation.revoke(form, clients.of(form, call, REVOCATION_ENDPOINT), from(call));
          return Answer.empty();
        });
  }

  /**
   * Runs an endpoint, and converts an error to its answer. No cache may store either kind of
   * answer, not even a cache for HTTP/1.0 (RFC 6749 sections 5.1 and 5.2).
   */
  static Answer answering(Supplier<Answer> endpoint) {
    Answer answer;
    try {
      answer = endpoint.get();
    } catch (OauthException e) {
      answer = answer(e);
    }
    return answer.with(FieldNames.PRAGMA, "no-cache");
  }

  private static Answer answer(OauthException refused) {
    Answer answer =
        Answer.json(
            refused.error().status(),
            json -> {
              json.text("error", refused.error().code());
              json.text("error_description", refused.description());
            });
    // A separate realm, so that browsers do not send the user's password to this endpoint.
    return refused.error() == OauthError.INVALID_CLIENT
        ? answer.with(FieldNames.WWW_AUTHENTICATE, "Basic realm=\"OAuth client\"")
        : answer;
  }
}
