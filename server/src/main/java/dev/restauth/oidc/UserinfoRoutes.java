package dev.restauth.oidc;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.oidc.Userinfo.Outcome;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The routes for userinfo: {@code GET} and {@code POST /oauth/userinfo} (OpenID Connect Core
 * section 5.3).
 */
final class UserinfoRoutes implements RouteTable.Routes {
  static final String PATH = "/oauth/userinfo";

  private static final String BEARER = "Bearer realm=\"OAuth client\"";

  private final Userinfo userinfo;
  private final Predicate<String> origins;

  /**
   * Creates the routes.
   *
   * @param origins decides whether scripts of an origin may call these routes
   */
  UserinfoRoutes(Userinfo userinfo, Predicate<String> origins) {
    this.userinfo = userinfo;
    this.origins = origins;
  }

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, PATH, Access.ALL, this::get)
        .route(Method.POST, PATH, Access.ALL, this::post)
        .readableFrom(PATH, origin -> origins.test(origin));
  }

  private Answer get(Call call) {
    return call.hasAuthorization() ? byHeader(call) : unauthenticated();
  }

  /**
   * Answers a POST request, which may contain the token as a form parameter (RFC 6750 section 2.2).
   * A token is never accepted in a URL.
   */
  private Answer post(Call call) {
    Optional<String> parameter = call.form().flatMap(form -> form.one("access_token"));
    if (!call.hasAuthorization()) {
      return parameter.map(this::about).orElseGet(UserinfoRoutes::unauthenticated);
    }
    return parameter.isPresent()
        ? refusal(
            400,
            "invalid_request",
            "Send the token in the Authorization header or in the form.",
            "")
        : byHeader(call);
  }

  private Answer byHeader(Call call) {
    return call.bearerToken().map(this::about).orElseGet(UserinfoRoutes::invalidToken);
  }

  private Answer about(String token) {
    return switch (userinfo.about(token)) {
      case Outcome.Plain plain ->
          Answer.json(
              200,
              json -> {
                json.text("sub", Long.toString(plain.accountId()));
                plain.claims().members().forEach(json::member);
              });
      case Outcome.Signed(String jwt) ->
          Answer.text(200, "application/jwt", jwt).with(FieldNames.CACHE_CONTROL, "no-store");
      case Outcome.InvalidToken _ -> invalidToken();
      case Outcome.InsufficientScope _ ->
          refusal(
              403,
              "insufficient_scope",
              "This token does not have the scope openid.",
              ", scope=\"openid\"");
    };
  }

  /**
   * Answers a request without a token. The field WWW-Authenticate then contains no error (RFC 6750
   * section 3.1).
   */
  private static Answer unauthenticated() {
    return Answer.json(
            401,
            json -> {
              json.text("error", "invalid_token");
              json.text("error_description", "Send an access token as a Bearer token.");
            })
        .with(FieldNames.WWW_AUTHENTICATE, BEARER);
  }

  private static Answer invalidToken() {
    return refusal(
        401, "invalid_token", "This is not a valid access token of an OAuth client.", "");
  }

  private static Answer refusal(int status, String error, String description, String more) {
    return Answer.json(
            status,
            json -> {
              json.text("error", error);
              json.text("error_description", description);
            })
        .with(FieldNames.WWW_AUTHENTICATE, BEARER + ", error=\"" + error + "\"" + more);
  }
}
