package dev.restauth.web;

import java.util.List;
import java.util.Optional;

/** Requests of applications that log users in, on a server without a public URL. */
final class AuthorizationSamples extends Samples {
  private AuthorizationSamples() {}

  /** Returns requests with an access token of a log-in. */
  static List<Sample> of(String token) {
    AuthorizationSamples samples = new AuthorizationSamples();
    samples.describe(token);
    return samples.all();
  }

  private void describe(String token) {
    for (String path :
        List.of(
            "/oauth/authorize",
            "/oauth/authorize/continue",
            "/oauth/authorize/cancel",
            "/oauth/authorize/unmet",
            "/consent")) {
      sample(400, "GET", path);
    }
    post(303, "/oauth/authorize", "client_id=shop", FORM);
    post(400, "/oauth/authorize", "{}", JSON);
    post(413, "/oauth/authorize", TOO_LARGE, FORM);
    sample(200, "GET", "/oauth/form-post.js");
    sample(400, "GET", "/oauth/form-post.js", "Host: one.example", "Host: another.example");
    post(401, "/oauth/par", "client_id=shop", FORM);
    post(400, "/oauth/par", "{}", JSON);
    post(413, "/oauth/par", TOO_LARGE, FORM);
    post(401, "/oauth/challenge", "client_id=shop", FORM);
    post(400, "/oauth/challenge", "{}", JSON);
    post(413, "/oauth/challenge", TOO_LARGE, FORM);
    post(400, "/consent", "decision=allow", FORM);
    post(413, "/consent", TOO_LARGE, FORM);
    sample(200, "GET", "/api/me/consents", bearer(token));
    sample(401, "GET", "/api/me/consents");
    sample(200, "GET", "/api/me/devices", bearer(token));
    sample(401, "GET", "/api/me/devices");
    String device = "/api/me/devices/{device}";
    String unknown = "/api/me/devices/" + "d".repeat(22);
    add(404, "DELETE", device, unknown, Optional.empty(), bearer(token));
    add(401, "DELETE", device, unknown, Optional.empty());
    String one = "/api/me/consents/{client}";
    add(404, "DELETE", one, "/api/me/consents/shop", Optional.empty(), bearer(token));
    add(401, "DELETE", one, "/api/me/consents/shop", Optional.empty());
  }
}
