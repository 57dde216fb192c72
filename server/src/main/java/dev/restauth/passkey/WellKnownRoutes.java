package dev.restauth.passkey;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;

/**
 * The route {@code GET /.well-known/webauthn}. It lists the origins whose pages may use the
 * passkeys of this domain (WebAuthn Level 3, section 5.11.1). A browser requests the list if the
 * origin of a page does not belong to the domain.
 */
record WellKnownRoutes(RelyingParty party) implements RouteTable.Routes {
  private static final String CACHE_CONTROL = "public, max-age=300";

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, "/.well-known/webauthn", Access.ALL, this::origins);
  }

  private Answer origins(Call call) {
    String json = JsonWriter.text(body -> body.texts("origins", party.webOrigins()));
    return Answer.text(200, "application/json", json)
        .with(FieldNames.CACHE_CONTROL, CACHE_CONTROL)
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }
}
