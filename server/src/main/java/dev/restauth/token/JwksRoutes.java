package dev.restauth.token;

import dev.restauth.crypto.Sha256;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;

/**
 * The route {@code GET /.well-known/jwks.json}: the public keys with which anybody can verify
 * tokens (RFC 7517). A client that respects the maximum cache time has each key before the key
 * signs: see {@link KeyTimes}.
 */
final class JwksRoutes implements RouteTable.Routes {
  private static final String PATH = "/.well-known/jwks.json";
  private static final String CACHE_CONTROL = "public, max-age=300";

  private final SigningKeys keys;

  /** Creates the route for these keys. */
  JwksRoutes(SigningKeys keys) {
    this.keys = keys;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, PATH, Access.ALL, this::keySet);
  }

  private Answer keySet(Call call) {
    String json = "{\"keys\":[" + String.join(",", keys.publicJwks()) + "]}";
    return Answer.text(200, "application/jwk-set+json", json)
        .with(FieldNames.CACHE_CONTROL, CACHE_CONTROL)
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
        .withEntityTag(Sha256.textOf(json), call);
  }
}
