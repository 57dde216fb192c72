package dev.restauth.token;

import dev.restauth.crypto.Sha256;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import java.util.List;
import java.util.stream.Stream;

/**
 * The route {@code GET /.well-known/jwks.json}: the public keys with which anyone can verify tokens
 * (RFC 7517). A client that respects the maximum cache time fetches each key before the key begins
 * to sign: see {@link KeyTimes}.
 */
final class JwksRoutes implements RouteTable.Routes {
  private static final String PATH = "/.well-known/jwks.json";
  private static final String CACHE_CONTROL = "public, max-age=300";

  private final SigningKeys keys;
  private final IdTokenKeys idTokenKeys;

  JwksRoutes(SigningKeys keys, IdTokenKeys idTokenKeys) {
    this.keys = keys;
    this.idTokenKeys = idTokenKeys;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, PATH, Access.ALL, this::keySet);
  }

  private Answer keySet(Call call) {
    List<String> jwks =
        Stream.concat(keys.publicJwks().stream(), idTokenKeys.publicJwks().stream()).toList();
    String json = "{\"keys\":[" + String.join(",", jwks) + "]}";
    return Answer.text(200, "application/jwk-set+json", json)
        .with(FieldNames.CACHE_CONTROL, CACHE_CONTROL)
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
        .withEntityTag(Sha256.textOf(json), call);
  }
}
