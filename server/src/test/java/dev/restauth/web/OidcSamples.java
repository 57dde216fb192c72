package dev.restauth.web;

import java.util.List;

/** OpenID Connect requests to a server with a public URL. */
final class OidcSamples extends Samples {
  private OidcSamples() {}

  /** Returns requests with an access token of a log-in, which does not belong to a client. */
  static List<Sample> of(String token) {
    OidcSamples samples = new OidcSamples();
    samples.describe(token);
    return samples.all();
  }

  private void describe(String token) {
    for (String method : List.of("GET", "HEAD")) {
      sample(200, method, "/.well-known/openid-configuration");
      sample(401, method, "/oauth/userinfo");
      sample(401, method, "/oauth/userinfo", bearer(token));
    }
    post(401, "/oauth/userinfo", "access_token=" + token, FORM);
    post(400, "/oauth/userinfo", "access_token=" + token, FORM, bearer(token));
    post(413, "/oauth/userinfo", TOO_LARGE, FORM);
    sample(303, "GET", "/oauth/logout");
    post(303, "/oauth/logout", "client_id=shop", FORM);
    post(413, "/oauth/logout", TOO_LARGE, FORM);
    post(403, "/oauth/logout/confirm", "form_token=x", FORM);
    sample(200, "GET", "/logout/done");
    for (String path :
        List.of("/.well-known/openid-configuration", "/oauth/logout", "/logout/done")) {
      sample(400, "GET", path, "Host: one.example", "Host: another.example");
    }
  }
}
