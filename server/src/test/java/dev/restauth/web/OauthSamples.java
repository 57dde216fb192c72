package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import dev.restauth.TestServer;
import java.util.List;

/** Requests to the OAuth endpoints, and requests of services. */
final class OauthSamples extends Samples {
  private static final String MIGUEL = basic("miguel", "python");
  private static final String WRONG = basic("miguel", "wrong");

  private OauthSamples() {}

  /**
   * Returns requests with a token and a refresh token.
   *
   * @param server a server with the account miguel
   */
  static List<Sample> of(TestServer server, String token, String refreshToken) {
    OauthSamples samples = new OauthSamples();
    samples.describe(server, token, refreshToken);
    return samples.all();
  }

  private void describe(TestServer server, String token, String refreshToken) {
    String refresh = "grant_type=refresh_token&refresh_token=" + refreshToken;
    post(200, "/oauth/token", refresh, FORM);
    post(401, "/oauth/token", refresh + "&client_id=other", FORM);
    post(401, "/oauth/revoke", "token=x", FORM, MIGUEL);
    post(200, "/oauth/revoke", "token=x", FORM);
    String asking = bearer(server.serviceKey("asks", "tokens:introspect"));
    post(200, "/oauth/introspect", "token=" + token, FORM, asking);
    post(401, "/oauth/introspect", "token=" + token, FORM, "Authorization: Bearer " + token);
    post(
        403,
        "/oauth/introspect",
        "token=" + token,
        FORM,
        bearer(server.serviceKey("follows", "revocations:read")));
    for (String method : List.of("GET", "HEAD")) {
      sample(401, method, "/api/revocations");
      sample(403, method, "/api/revocations", asking);
    }
    String auditing = bearer(server.serviceKey("audits", "events:read"));
    for (String method : List.of("GET", "HEAD")) {
      sample(200, method, "/api/admin/events", auditing);
      sample(200, method, "/api/admin/events", auditing, "Accept: application/x-ndjson");
      query(400, method, "/api/admin/events", "?limit=0", auditing);
      sample(401, method, "/api/admin/events");
      sample(403, method, "/api/admin/events", asking);
      sample(200, method, "/api/me/events", MIGUEL);
      query(400, method, "/api/me/events", "?limit=0", MIGUEL);
      sample(401, method, "/api/me/events", WRONG);
    }
    sample(200, "HEAD", "/api/revocations", bearer(server.serviceKey("reads", "revocations:read")));
    for (String path : List.of("/oauth/token", "/oauth/revoke", "/oauth/introspect")) {
      String[] key = path.endsWith("introspect") ? new String[] {asking} : new String[0];
      post(400, path, "", with(key, FORM));
      post(400, path, "{}", with(key, JSON));
      post(413, path, TOO_LARGE, with(key, FORM));
    }
    for (String name : List.of("oauth-authorization-server", "oauth-protected-resource")) {
      sample(200, "GET", "/.well-known/" + name);
      sample(200, "HEAD", "/.well-known/" + name);
    }
  }
}
