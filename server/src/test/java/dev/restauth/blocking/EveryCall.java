package dev.restauth.blocking;

import static dev.restauth.blocking.RecordedCalls.FORM;
import static dev.restauth.blocking.RecordedCalls.JSON;
import static dev.restauth.blocking.RecordedCalls.basic;
import static dev.restauth.blocking.RecordedCalls.bearer;
import static dev.restauth.blocking.RecordedCalls.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.blocking.RecordedCalls.By;
import dev.restauth.crypto.SecretText;
import dev.restauth.http.Answer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Every call of a server, always the same calls in the same order. */
final class EveryCall {
  private static final String MIGUEL = basic("miguel", "python");
  private static final String HTML = "Accept: text/html";

  private EveryCall() {}

  static void make(TestServer server, SetClock clock, RecordedCalls with) {
    documents(with);
    accounts(with);
    passwords(with);
    mails(with);
    administrators(server, with);
    clock.move(Duration.ofSeconds(1)); // so that the two sessions have different times
    Answer loggedIn = with.call(By.OTHER, 200, "GET /api/token?refresh=true", MIGUEL);
    String token = member(loggedIn, "token");
    tokens(with, token);
    keys(with);
    services(server, with, token);
    authorization(with, token);
    openIdConnect(with, token);
    oauth(with, token, member(loggedIn, "refresh_token"));
    ends(with, token);
  }

  /** Returns the methods and paths of a server, without HEAD and OPTIONS. */
  static List<String> served(TestServer server) {
    return server.allowByPath().entrySet().stream()
        .flatMap(
            path ->
                Arrays.stream(path.getValue().split(", ", -1))
                    .map(method -> method + " " + path.getKey()))
        .filter(call -> !call.startsWith("OPTIONS ") && !call.startsWith("HEAD "))
        .toList();
  }

  private static void documents(RecordedCalls with) {
    for (String line :
        List.of(
            "GET /",
            "GET /oauth/form-post.js",
            "GET /openapi.json",
            "GET /account.js",
            "GET /login.js",
            "GET /sign-up.js",
            "GET /login-link.js",
            "GET /pages.css",
            "GET /pages.js",
            "GET /favicon.ico",
            "GET /passkeys/page.js",
            "GET /passkeys/passkeys.js")) {
      with.call(By.OTHER, 200, line);
      with.call(By.LOOP, 200, line);
      with.call(By.LOOP, 200, line.replace("GET", "HEAD"));
    }
    with.call(By.LOOP, 404, "GET /pages-logo");
    with.post(By.OTHER, 200, "/password/strength", JSON, "{\"password\":\"python\"}");
    with.call(By.OTHER, 200, "GET /passkeys");
    with.call(By.OTHER, 200, "GET /login");
    with.call(By.OTHER, 400, "GET /login/factor");
    with.call(By.OTHER, 400, "GET /login/recovered");
    for (String off : List.of("/login/code", "/login/code/enter", "/login/link")) {
      with.call(By.OTHER, 404, "GET " + off);
    }
    for (String off : List.of("/login/code", "/login/code/enter")) {
      with.post(By.OTHER, 404, off, FORM, "x=y");
    }
    signUpPages(with);
    with.call(By.OTHER, 400, "GET /login/enrol");
    with.call(By.OTHER, 400, "GET /login/enrol/app");
    with.call(By.OTHER, 303, "GET /account");
    with.call(By.OTHER, 303, "GET /account/password");
    with.call(By.OTHER, 303, "GET /account/email");
    with.call(By.OTHER, 303, "GET /account/factors");
    with.call(By.OTHER, 303, "GET /account/factors/code");
    with.call(By.OTHER, 303, "GET /account/factors/totp");
    for (String form :
        List.of("/login", "/login/factor", "/login/enrol", "/login/enrol/app", "/logout")) {
      with.post(By.OTHER, 403, form, FORM, "x=y");
    }
    for (String form :
        List.of(
            "/account",
            "/account/password",
            "/account/email",
            "/account/factors",
            "/account/factors/code",
            "/account/factors/totp")) {
      with.post(By.OTHER, 303, form, FORM, "x=y");
    }
    for (String script :
        List.of("/account/factors/passkeys", "/account/factors/passkeys/options")) {
      with.post(By.LOOP, 200, script, JSON, "{}");
    }
    for (String script : List.of("/login/passkey", "/login/passkey/options")) {
      with.post(By.OTHER, 403, script, JSON, "{}");
    }
    with.call(By.LOOP, 200, "GET /.well-known/passkey-endpoints");
    with.call(By.LOOP, 303, "GET /.well-known/change-password");
    with.call(By.OTHER, 200, "GET /", HTML);
    with.call(By.LOOP, 200, "GET /", HTML);
    with.call(By.OTHER, 404, "GET /nothing", HTML);
    with.call(By.LOOP, 404, "GET /nothing", HTML);
    with.call(By.LOOP, 404, "GET /nothing");
    with.call(By.LOOP, 405, "PUT /api/token");
    with.call(By.LOOP, 200, "OPTIONS /api/users");
    with.call(By.LOOP, 200, "GET /health");
    with.call(By.LOOP, 200, "GET /.well-known/jwks.json");
    with.call(By.LOOP, 304, "GET /.well-known/jwks.json", "If-None-Match: *");
    with.call(By.LOOP, 400, "GET /health", "Host: another.example");
    with.call(By.LOOP, 431, "GET /", "Authorization: " + "x".repeat(9_000));
  }

  private static void signUpPages(RecordedCalls with) {
    with.call(By.OTHER, 200, "GET /signup");
    with.call(By.OTHER, 501, "GET /forgot");
    with.call(By.OTHER, 200, "GET /forgot/done");
    for (String ended :
        List.of(
            "/signup/code",
            "/signup/account",
            "/signup/invitation",
            "/forgot/code",
            "/forgot/password",
            "/login/factor/lost")) {
      with.call(By.OTHER, 400, "GET " + ended);
      with.post(By.OTHER, 403, ended, FORM, "x=y");
    }
    for (String page : List.of("reset", "undo", "confirm", "invitation", "lost-factor")) {
      with.call(By.OTHER, 200, "GET /mail/" + page);
      with.post(By.OTHER, 403, "/mail/" + page, FORM, "x=y");
    }
    with.post(By.OTHER, 403, "/signup", FORM, "x=y");
    with.post(By.OTHER, 403, "/forgot", FORM, "x=y");
  }

  private static void accounts(RecordedCalls with) {
    with.register(By.OTHER, 201, "miguel", "python");
    with.register(By.OTHER, 201, "susan", "monty");
    with.register(By.OTHER, 400, "susan", "monty");
    with.register(By.OTHER, 400, "\\n", "monty");
    with.post(By.LOOP, 400, "/api/users", JSON, "{\"username\":");
    with.post(By.LOOP, 400, "/api/users", JSON, "{\"username\":\"david\"}");
    with.post(By.OTHER, 400, "/api/users", JSON, "{}" + " ".repeat(5_000));
    with.post(By.LOOP, 415, "/api/users", FORM, "username=david");
    with.call(By.OTHER, 200, "GET /api/users/1");
    with.call(By.LOOP, 200, "GET /api/users/1");
    with.call(By.LOOP, 200, "HEAD /api/users/1");
    with.call(By.OTHER, 400, "GET /api/users/999");
    with.call(By.OTHER, 400, "GET /api/users/999");
    with.call(By.LOOP, 404, "GET /api/users/david");
  }

  private static void passwords(RecordedCalls with) {
    with.call(By.LOOP, 401, "GET /api/resource");
    with.call(By.LOOP, 401, "GET /api/resource", "Accept: application/json");
    with.call(By.LOOP, 401, "GET /api/resource", "Authorization: Basic %");
    with.call(By.OTHER, 200, "GET /api/resource", MIGUEL);
    with.call(By.LOOP, 200, "GET /api/resource", MIGUEL);
    with.call(By.LOOP, 400, "GET /api/token?refresh=maybe", MIGUEL);
    with.call(By.OTHER, 401, "GET /api/resource", basic("miguel", "wrong"));
    with.call(By.OTHER, 401, "GET /api/resource", basic("miguel", "wrong"));
    with.call(By.OTHER, 401, "GET /api/resource", basic("nobody", "python"));
    with.call(By.LOOP, 401, "GET /api/resource", basic("miguel", "restauth_sk_x"));
    with.call(By.OTHER, 200, "GET /api/token", MIGUEL);
    with.call(By.OTHER, 200, "HEAD /api/token", MIGUEL);
    with.call(By.LOOP, 400, "DELETE /api/token", MIGUEL);
    with.post(By.LOOP, 400, "/api/me/password", JSON, "{}", MIGUEL);
  }

  /** Makes the mail calls on a server that sends no mail. */
  private static void mails(RecordedCalls with) {
    with.call(By.OTHER, 200, "GET /api/me", MIGUEL);
    with.call(By.OTHER, 200, "GET /api/me/export", MIGUEL);
    with.call(By.OTHER, 200, "GET /api/me/events", MIGUEL);
    with.call(By.OTHER, 403, "GET /api/admin/events", MIGUEL);
    with.call(By.LOOP, 401, "GET /api/admin/events");
    Optional<String> empty = Optional.of("{}");
    with.call(By.OTHER, 200, "PATCH /api/me", empty, JSON, MIGUEL);
    String same = "{\"username\":\"miguel\"}";
    with.call(By.LOOP, 204, "PUT /api/me/username", Optional.of(same), JSON, MIGUEL);
    String taken = "{\"username\":\"susan\"}";
    with.call(By.OTHER, 400, "PUT /api/me/username", Optional.of(taken), JSON, MIGUEL);
    String address = "{\"email\":\"miguel@example.com\"}";
    with.call(By.LOOP, 501, "PUT /api/me/email", Optional.of(address), JSON, MIGUEL);
    String code = "{\"code\":\"1\"}";
    with.post(By.OTHER, 403, "/api/me/email/confirm", JSON, code, MIGUEL);
    with.call(By.OTHER, 204, "DELETE /api/me/email/pending", MIGUEL);
    with.post(By.LOOP, 403, "/api/email-undo", JSON, code);
    with.post(By.LOOP, 501, "/api/password-resets", JSON, address);
    with.post(By.LOOP, 403, "/api/registrations", JSON, address);
    with.post(By.LOOP, 403, "/api/registrations/" + "r".repeat(22), JSON, "{}");
    String accept = "{\"code\":\"1\",\"username\":\"david\",\"password\":\"python\"}";
    with.post(By.OTHER, 403, "/api/invitations/" + "r".repeat(22), JSON, accept);
    with.post(By.OTHER, 403, "/api/invitations/" + "r".repeat(22), JSON, code, MIGUEL);
    with.call(By.LOOP, 404, "GET /api/sign-up-work");
    with.post(
        By.OTHER,
        403,
        "/api/password-resets/" + "r".repeat(22),
        JSON,
        "{\"code\":\"1\",\"new_password\":\"python\"}");
    factors(with);
    with.post(By.LOOP, 404, "/api/login-codes", JSON, address);
    with.post(By.LOOP, 404, "/api/login-codes/" + "r".repeat(22), JSON, code);
  }

  private static void factors(RecordedCalls with) {
    String factors = "/api/me/factors";
    with.post(By.OTHER, 401, "/api/login", JSON, "{\"username\":\"nobody\",\"password\":\"x\"}");
    with.post(By.OTHER, 401, "/api/login/factor", JSON, "{\"challenge\":\"x\",\"code\":\"1\"}");
    with.call(By.LOOP, 401, "GET " + factors);
    with.call(By.OTHER, 200, "GET " + factors, MIGUEL);
    with.call(By.LOOP, 401, "DELETE /api/me/password", MIGUEL);
    with.call(By.LOOP, 401, "PUT /api/me/password");
    with.call(By.LOOP, 401, "POST " + factors + "/totp");
    with.call(By.LOOP, 401, "POST " + factors + "/code");
    with.call(By.OTHER, 404, "DELETE " + factors + "/totp", MIGUEL);
    with.call(By.OTHER, 404, "POST " + factors + "/recovery-codes", MIGUEL);
    with.call(By.LOOP, 401, "PUT " + factors + "/totp");
    passkeys(with, factors + "/passkeys");
    String challenge = "{\"challenge\":\"x\",\"code\":\"1\",\"request\":\"x\"}";
    with.post(By.OTHER, 403, "/api/enrolments", JSON, "{\"challenge\":\"x\"}");
    with.post(By.OTHER, 403, "/api/enrolments/totp", JSON, challenge);
    with.call(By.OTHER, 403, "PUT /api/enrolments/totp", Optional.of(challenge), JSON);
    with.post(By.OTHER, 403, "/api/enrolments/passkey/options", JSON, challenge);
    with.post(By.OTHER, 403, "/api/enrolments/passkey", JSON, "{\"challenge\":\"x\"}");
    with.post(By.OTHER, 403, "/api/factor-removals", JSON, "{\"challenge\":\"x\"}");
    String removal = "{\"code\":\"" + "r".repeat(22) + ".1\"}";
    with.post(By.OTHER, 403, "/api/factor-removals/complete", JSON, removal);
    with.post(By.OTHER, 403, "/api/factor-removals/stop", JSON, removal);
  }

  private static void passkeys(RecordedCalls with, String passkeys) {
    with.call(By.LOOP, 401, "POST " + passkeys);
    with.call(By.LOOP, 401, "POST " + passkeys + "/options");
    with.call(By.LOOP, 401, "PATCH " + passkeys + "/" + "p".repeat(22));
    with.call(By.OTHER, 404, "DELETE " + passkeys + "/" + "p".repeat(22), MIGUEL);
    with.call(By.OTHER, 200, "POST /api/login/passkey/options");
    with.post(By.LOOP, 400, "/api/login/passkey", JSON, "{}");
    String unknown =
        "{\"request\":\"x\",\"credential\":{\"id\":\"eHh4\",\"type\":\"public-key\",\"response\":"
            + "{\"authenticatorData\":\"eA\",\"clientDataJSON\":\"eA\",\"signature\":\"eA\"}}}";
    with.post(By.OTHER, 403, "/api/login/passkey", JSON, unknown);
    with.call(By.LOOP, 200, "GET /.well-known/webauthn");
  }

  /**
   * Makes administrative calls without credentials, and as a user without rights. The event loop
   * cannot answer the user's calls, because the server reads rights from the database.
   */
  private static void administrators(TestServer server, RecordedCalls with) {
    for (String call : served(server)) {
      boolean administrative = call.contains(" /api/admin/");
      if (administrative
          || call.contains(" /api/organizations")
          || call.contains(" /api/me/invitations")) {
        String line =
            call.replace("{id}", "1")
                .replaceAll("\\{(name|role)}", "any")
                .replace("{organization_role}", "owner")
                .replaceAll("\\{[a-z]+}", "r".repeat(22));
        with.call(By.LOOP, 401, line);
        if (administrative) {
          with.call(By.OTHER, 403, line, MIGUEL);
        }
        with.calls().add(call);
      }
    }
    with.call(By.OTHER, 200, "GET /api/organizations", MIGUEL);
    with.call(By.OTHER, 404, "GET /api/organizations/" + "r".repeat(22), MIGUEL);
    with.call(By.OTHER, 200, "GET /api/me/invitations", MIGUEL);
  }

  private static void tokens(RecordedCalls with, String token) {
    with.call(By.LOOP, 401, "GET /api/resource", bearer("x"));
    with.call(By.LOOP, 401, "GET /api/resource", bearer("e30.e30.e30"));
    with.call(By.OTHER, 200, "GET /api/resource", bearer(token));
    with.call(By.LOOP, 200, "GET /api/resource", bearer(token));
    with.call(By.LOOP, 200, "GET /api/resource", basic(token, ""));
    char end = token.charAt(token.length() - 10);
    String forged =
        token.substring(0, token.length() - 10)
            + (end == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 9);
    with.call(By.OTHER, 401, "GET /api/resource", bearer(forged));
    with.call(By.OTHER, 200, "GET /api/token", bearer(token));
    with.call(By.LOOP, 403, "GET /api/token?refresh=true", bearer(token));
    with.call(By.OTHER, 200, "GET /api/me/sessions", bearer(token));
    with.call(By.LOOP, 403, "DELETE /api/me/sessions", bearer(token));
    with.call(By.LOOP, 403, "DELETE /api/me/sessions/" + "s".repeat(22), bearer(token));
    with.call(By.LOOP, 403, "DELETE /api/me", bearer(token));
    with.call(By.LOOP, 403, "GET /api/me/export", bearer(token));
    with.call(
        By.OTHER,
        403,
        "DELETE /api/me/sessions",
        Optional.of("{\"current_password\":\"wrong\"}"),
        JSON,
        bearer(token));
  }

  private static void keys(RecordedCalls with) {
    with.post(By.LOOP, 400, "/api/me/keys", JSON, "{}", MIGUEL);
    Answer made = with.post(By.OTHER, 201, "/api/me/keys", JSON, "{\"name\":\"k\"}", MIGUEL);
    String key = member(made, "key");
    with.call(By.OTHER, 200, "GET /api/resource", bearer(key));
    with.call(By.LOOP, 200, "GET /api/resource", bearer(key));
    with.call(By.LOOP, 200, "GET /api/resource", basic("miguel", key));
    with.call(By.LOOP, 401, "GET /api/resource", basic("susan", key));
    with.call(By.LOOP, 401, "GET /api/resource", bearer("restauth_pat_x"));
    String unknown = SecretText.PERSONAL_KEY.next();
    with.call(By.OTHER, 401, "GET /api/resource", bearer(unknown));
    with.call(By.LOOP, 401, "GET /api/resource", bearer(unknown));
    with.call(By.LOOP, 403, "GET /api/me/keys", bearer(key));
    with.call(By.OTHER, 200, "GET /api/token", bearer(key));
    with.call(By.OTHER, 200, "GET /api/me/keys", MIGUEL);
    with.call(By.OTHER, 204, "DELETE /api/me/keys/" + member(made, "id"), bearer(key));
    with.call(By.LOOP, 401, "GET /api/resource", bearer(key));
  }

  private static void services(TestServer server, RecordedCalls with, String token) {
    String asks = server.serviceKey("asks", "tokens:introspect");
    String reads = server.serviceKey("reads", "revocations:read");
    // The feed begins with all changes, so the server has applied both key changes when the
    // response begins.
    with.call(By.OTHER, 200, "GET /api/revocations", bearer(reads));
    String form = "token=" + token;
    with.post(By.LOOP, 401, "/oauth/introspect", FORM, form);
    with.post(By.OTHER_AT_FIRST, 200, "/oauth/introspect", FORM, form, bearer(asks));
    with.post(By.LOOP, 200, "/oauth/introspect", FORM, form, bearer(asks));
    with.post(By.LOOP, 200, "/oauth/introspect", FORM, form, basic("asks", asks));
    with.post(By.LOOP, 200, "/oauth/introspect", FORM, "token=x", bearer(asks));
    with.post(By.LOOP, 400, "/oauth/introspect", FORM, "", bearer(asks));
    with.post(By.LOOP, 403, "/oauth/introspect", FORM, form, bearer(reads));
    with.post(
        By.OTHER, 200, "/oauth/introspect", FORM, form + "&x=" + "x".repeat(5_000), bearer(asks));
    with.call(By.LOOP, 401, "GET /api/revocations");
    with.call(By.LOOP, 403, "GET /api/revocations", bearer(asks));
    with.call(By.OTHER, 200, "HEAD /api/revocations", bearer(reads));
  }

  private static void authorization(RecordedCalls with, String token) {
    for (String path : List.of("", "/continue", "/cancel", "/unmet")) {
      with.call(By.OTHER, 400, "GET /oauth/authorize" + path);
    }
    with.post(By.OTHER, 303, "/oauth/authorize", FORM, "client_id=shop");
    with.call(By.OTHER, 400, "GET /consent");
    with.post(By.OTHER, 400, "/consent", FORM, "decision=allow");
    with.post(By.OTHER, 401, "/oauth/par", FORM, "client_id=shop");
    with.post(By.OTHER, 401, "/oauth/challenge", FORM, "client_id=shop");
    with.call(By.OTHER, 200, "GET /api/me/devices", bearer(token));
    with.call(By.OTHER, 404, "DELETE /api/me/devices/" + "d".repeat(22), bearer(token));
    with.call(By.OTHER, 200, "GET /api/me/consents", bearer(token));
    with.call(By.OTHER, 404, "DELETE /api/me/consents/shop", bearer(token));
  }

  private static void openIdConnect(RecordedCalls with, String token) {
    // This server has no public URL.
    with.call(By.LOOP, 404, "GET /.well-known/openid-configuration");
    with.call(By.LOOP, 401, "GET /oauth/userinfo");
    with.call(By.LOOP, 401, "GET /oauth/userinfo", bearer(token));
    with.post(By.LOOP, 401, "/oauth/userinfo", FORM, "access_token=" + token);
    with.call(By.LOOP, 303, "GET /oauth/logout");
    with.post(By.LOOP, 303, "/oauth/logout", FORM, "state=x");
    with.post(By.OTHER, 303, "/oauth/logout", FORM, "client_id=shop");
    with.post(By.OTHER, 403, "/oauth/logout/confirm", FORM, "form_token=x");
    with.call(By.OTHER, 200, "GET /logout/done");
  }

  private static void oauth(RecordedCalls with, String token, String refreshToken) {
    with.call(By.LOOP, 200, "GET /.well-known/oauth-authorization-server");
    with.call(By.LOOP, 200, "GET /.well-known/oauth-protected-resource");
    with.post(By.LOOP, 400, "/oauth/token", FORM, "");
    with.post(By.LOOP, 400, "/oauth/token", FORM, "grant_type=password");
    with.post(By.OTHER, 401, "/oauth/token", FORM, "grant_type=refresh_token&client_id=other");
    with.post(By.LOOP, 400, "/oauth/token", FORM, "grant_type=refresh_token&refresh_token=x");
    String refresh = "grant_type=refresh_token&refresh_token=";
    Answer refreshed = with.post(By.OTHER, 200, "/oauth/token", FORM, refresh + refreshToken);
    Answer again = with.post(By.OTHER, 200, "/oauth/token", FORM, refresh + refreshToken);
    String next = member(refreshed, "refresh_token");
    assertThat(member(again, "refresh_token")).isEqualTo(next);
    with.post(By.LOOP, 200, "/oauth/revoke", FORM, "token=x");
    with.post(By.OTHER, 200, "/oauth/revoke", FORM, "token=" + next);
    with.call(By.LOOP, 401, "GET /api/resource", bearer(token));
    with.post(By.OTHER, 400, "/oauth/token", FORM, refresh + next);
  }

  private static void ends(RecordedCalls with, String ended) {
    String token = member(with.call(By.OTHER, 200, "GET /api/token", MIGUEL), "token");
    with.call(By.OTHER, 204, "DELETE /api/token", bearer(token));
    with.call(By.LOOP, 401, "DELETE /api/token", bearer(token));
    with.call(By.LOOP, 401, "GET /api/token", bearer(ended));
    with.call(By.OTHER, 404, "DELETE /api/me/sessions/" + "s".repeat(22), MIGUEL);
    with.call(By.OTHER, 204, "DELETE /api/me/sessions", MIGUEL);
    with.post(
        By.OTHER,
        204,
        "/api/me/password",
        JSON,
        "{\"current_password\":\"python\",\"new_password\":\"monty\"}",
        MIGUEL);
    with.call(By.OTHER, 401, "GET /api/resource", MIGUEL);
    with.call(By.OTHER, 204, "DELETE /api/me", basic("miguel", "monty"));
    with.call(By.OTHER_AT_FIRST, 400, "GET /api/users/1");
  }
}
