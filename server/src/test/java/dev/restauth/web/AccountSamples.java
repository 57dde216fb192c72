package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Requests of users about their own accounts and sessions, and requests that need no account. */
final class AccountSamples extends Samples {
  private static final String MIGUEL = basic("miguel", "python");
  private static final String SUSAN = basic("susan", "monty");
  private static final String WRONG = basic("miguel", "wrong");

  private AccountSamples() {}

  /**
   * Returns requests with a token, and requests with the passwords of miguel and susan. The
   * requests close susan's account.
   */
  static List<Sample> of(String token) {
    AccountSamples samples = new AccountSamples();
    samples.describe(token);
    return samples.all();
  }

  /**
   * Returns requests that log out peter's other session with one token, and then the token's own
   * session.
   */
  static List<Sample> ofLogOut(String token, String other) {
    AccountSamples samples = new AccountSamples();
    samples.session(204, sessionId(other), basic("peter", "monty"));
    samples.sample(204, "DELETE", "/api/token", bearer(token));
    return samples.all();
  }

  private void user(int status, String method, String id) {
    add(status, method, "/api/users/{id}", "/api/users/" + id, Optional.empty());
  }

  private void describe(String token) {
    post(201, "/api/users", "{\"username\":\"david\",\"password\":\"x\"}", JSON);
    post(400, "/api/users", "{\"username\":\"david\",\"password\":\"x\"}", JSON);
    post(413, "/api/users", TOO_LARGE, JSON);
    post(415, "/api/users", "username=david");
    for (String method : List.of("GET", "HEAD")) {
      user(200, method, "1");
      user(400, method, "999");
      user(404, method, "david");
      for (String path : List.of("/api/token", "/api/resource")) {
        sample(200, method, path, MIGUEL);
        sample(200, method, path, basic(token, ""));
        sample(200, method, path, "Authorization: Bearer " + token);
        sample(401, method, path, WRONG);
        sample(401, method, path, WRONG, "Accept: application/json");
        sample(401, method, path, "Authorization: Bearer x");
      }
      for (String path :
          List.of(
              "/",
              "/openapi.json",
              "/.well-known/change-password",
              "/.well-known/passkey-endpoints",
              "/pages.css",
              "/pages-logo",
              "/favicon.ico",
              "/pages.js",
              "/passkeys",
              "/passkeys/page.js",
              "/passkeys/passkeys.js",
              "/.well-known/jwks.json",
              "/.well-known/oauth-authorization-server",
              "/.well-known/oauth-protected-resource",
              "/health")) {
        sample(400, method, path, "Host: one.example", "Host: another.example");
      }
      sample(200, method, "/");
      sample(200, method, "/", "Accept: text/html");
      sample(200, method, "/openapi.json");
      sample(303, method, "/.well-known/change-password");
      sample(200, method, "/.well-known/passkey-endpoints");
      sample(200, method, "/pages.css");
      sample(404, method, "/pages-logo");
      sample(200, method, "/favicon.ico");
      sample(200, method, "/pages.js");
      sample(200, method, "/passkeys");
      sample(200, method, "/passkeys/page.js");
      sample(200, method, "/passkeys/passkeys.js");
      sample(200, method, "/.well-known/jwks.json");
      sample(200, method, "/health");
      sample(304, method, "/.well-known/jwks.json", "If-None-Match: *");
    }
    String change = "{\"current_password\":\"python\",\"new_password\":\"monty\"}";
    post(400, "/api/me/password", "{}", JSON, MIGUEL);
    post(401, "/api/me/password", change, JSON, WRONG);
    post(403, "/api/me/password", change.replace("python", "wrong"), JSON, MIGUEL);
    post(413, "/api/me/password", TOO_LARGE, JSON, MIGUEL);
    post(415, "/api/me/password", change, MIGUEL);
    post(204, "/api/me/password", change, JSON, MIGUEL);
    String rename = "{\"username\":\"susan\"}";
    call(204, "PUT", "/api/me/username", rename, JSON, SUSAN);
    call(401, "PUT", "/api/me/username", rename, JSON, WRONG);
    call(403, "PUT", "/api/me/username", rename, JSON, "Authorization: Bearer " + token);
    badBodies("PUT", "/api/me/username", "/api/me/username", SUSAN);
    describeSessions(token);
    sample(200, "GET", "/api/me", SUSAN);
    sample(200, "HEAD", "/api/me", SUSAN);
    for (String method : List.of("GET", "HEAD")) {
      sample(304, method, "/api/me", SUSAN, "If-None-Match: *");
    }
    call(200, "PATCH", "/api/me", "{\"given_name\":\"Susan\"}", JSON, SUSAN);
    call(401, "PATCH", "/api/me", "{}", JSON, WRONG);
    call(412, "PATCH", "/api/me", "{}", JSON, SUSAN, "If-Match: \"x\"");
    badBodies("PATCH", "/api/me", "/api/me", SUSAN);
    sample(401, "GET", "/api/me", WRONG);
    sample(200, "GET", "/api/me/export", SUSAN);
    sample(200, "HEAD", "/api/me/export", SUSAN);
    sample(401, "GET", "/api/me/export", WRONG);
    sample(403, "GET", "/api/me/export", "Authorization: Bearer " + token);
    sample(401, "DELETE", "/api/me", WRONG);
    sample(403, "DELETE", "/api/me", "Authorization: Bearer " + token);
    sample(204, "DELETE", "/api/me", SUSAN);
  }

  private void describeSessions(String token) {
    String bearer = "Authorization: Bearer " + token;
    for (String method : List.of("GET", "HEAD")) {
      query(200, method, "/api/token", "?refresh=true", SUSAN);
      query(400, method, "/api/token", "?refresh=maybe", SUSAN);
      query(403, method, "/api/token", "?refresh=true", bearer);
      query(200, method, "/api/token", "?scope=api", SUSAN);
      query(400, method, "/api/token", "?scope=api%20", SUSAN);
      query(403, method, "/api/token", "?scope=posts:read", SUSAN);
      query(403, method, "/api/token", "?scope=events:read", bearer);
      query(404, method, "/api/token", "?organization=x", SUSAN);
      sample(200, method, "/api/me/sessions", SUSAN);
      sample(200, method, "/api/me/sessions", bearer);
      sample(401, method, "/api/me/sessions", WRONG);
    }
    session(401, "s".repeat(22), WRONG);
    session(404, "s".repeat(22), SUSAN);
    session(403, "s".repeat(22), bearer);
    sample(401, "DELETE", "/api/me/sessions", WRONG);
    sample(403, "DELETE", "/api/me/sessions", bearer);
    for (String path : List.of("/api/me/sessions", "/api/me/sessions/{sid}")) {
      confirmed(400, path, "{\"current_password\":1}", bearer, JSON);
      confirmed(403, path, "{\"current_password\":\"wrong\"}", bearer, JSON);
      confirmed(413, path, TOO_LARGE, bearer, JSON);
      confirmed(415, path, "current_password=monty", bearer, FORM);
    }
    confirmed(204, "/api/me/sessions", "{\"current_password\":\"monty\"}", bearer, JSON);
    sample(400, "DELETE", "/api/token", SUSAN);
    sample(401, "DELETE", "/api/token", WRONG);
    sample(204, "DELETE", "/api/me/sessions", SUSAN);
  }

  private void session(int status, String id, String header) {
    add(
        status,
        "DELETE",
        "/api/me/sessions/{sid}",
        "/api/me/sessions/" + id,
        Optional.empty(),
        header);
  }

  private void confirmed(int status, String path, String body, String... headers) {
    add(status, "DELETE", path, path.replace("{sid}", "s".repeat(22)), Optional.of(body), headers);
  }

  private static String sessionId(String token) {
    byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return new String(claims, StandardCharsets.UTF_8).replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
  }
}
