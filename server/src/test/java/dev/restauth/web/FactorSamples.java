package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Calls about second factors, and log-ins with JSON, one for each response that the OpenAPI
 * document describes.
 */
final class FactorSamples extends Samples {
  private static final String TOTP = FactorScene.TOTP;
  private static final String CODES = FactorScene.FACTORS + "/recovery-codes";
  private static final String MAILED = FactorScene.FACTORS + "/code";
  private static final String LOGIN = "/api/login";
  private static final String COMPLETE = "/api/login/factor";
  private static final String WRONG = basic("fay", "wrong");

  private final HttpCalls calls;
  private final Instant now;

  private FactorSamples(HttpCalls calls, Instant now) {
    this.calls = calls;
    this.now = now;
  }

  /** Registers users, enrolls an authenticator app for one of them, and returns the calls. */
  static List<Sample> of(HttpCalls calls, Instant now) {
    FactorSamples samples = new FactorSamples(calls, now);
    for (String name : List.of("fay", "gus", "hal", "ida")) {
      calls.register(name, "python");
    }
    samples.own();
    samples.logIns();
    samples.withoutLogIn();
    return samples.all();
  }

  private JsonNode begin(String user) {
    return calls.call("POST", TOTP, Optional.empty(), basic(user, "python")).json();
  }

  private static String confirmation(JsonNode begun, Instant at) {
    return "{\"request\":\"%s\",\"code\":\"%s\"}"
        .formatted(begun.get("request").asText(), FactorScene.code(FactorScene.totp(begun), at));
  }

  private JsonNode enrol(String user) {
    return calls
        .call("PUT", TOTP, Optional.of(confirmation(begin(user), now)), basic(user, "python"), JSON)
        .json();
  }

  private void own() {
    String gus = basic("gus", "python");
    String token = bearer(calls.token("gus", "python"));
    String key =
        bearer(calls.post("/api/me/keys", "{\"name\":\"k\"}", gus).json().get("key").asText());
    String password = "{\"current_password\":\"python\"}";
    String factor = bearer(enrol("hal").get("token").asText());
    for (String method : List.of("GET", "HEAD")) {
      add(200, method, FactorScene.FACTORS, "", gus);
      add(200, method, FactorScene.FACTORS, "", factor);
      add(401, method, FactorScene.FACTORS, "", WRONG);
      add(403, method, FactorScene.FACTORS, "", key);
    }
    for (String[] call :
        new String[][] {{"POST", MAILED}, {"POST", TOTP}, {"DELETE", TOTP}, {"POST", CODES}}) {
      add(400, call[0], call[1], "{", token, JSON);
      add(401, call[0], call[1], "", WRONG);
      add(403, call[0], call[1], "", token);
      add(403, call[0], call[1], "", key);
      add(413, call[0], call[1], TOO_LARGE, token, JSON);
      add(415, call[0], call[1], password, token, "Content-Type: text/plain");
    }
    add(200, "POST", TOTP, password, token, JSON);
    add(404, "DELETE", TOTP, "", gus);
    add(404, "POST", CODES, "", gus);
    add(200, "POST", CODES, FactorScene.CONFIRMED, factor, JSON);
    add(204, "DELETE", TOTP, FactorScene.CONFIRMED, factor, JSON);
    String good = confirmation(begin("gus"), now);
    add(400, "PUT", TOTP, "{}", gus, JSON);
    add(401, "PUT", TOTP, good, WRONG, JSON);
    add(403, "PUT", TOTP, "{\"request\":\"x\",\"code\":\"x\"}", gus, JSON);
    add(403, "PUT", TOTP, good, key, JSON);
    add(413, "PUT", TOTP, TOO_LARGE, gus, JSON);
    add(415, "PUT", TOTP, good, gus);
    add(200, "PUT", TOTP, good, gus, JSON);
  }

  private void logIns() {
    JsonNode codes = enrol("fay").get("recovery_codes");
    String user = "{\"username\":\"fay\",\"password\":\"python\"";
    String challenge =
        calls.post(LOGIN, user + "}", "Accept: application/json").json().get("challenge").asText();
    String complete = "{\"challenge\":\"" + challenge + "\",\"code\":\"";
    String key =
        bearer(
            calls
                .post("/api/me/keys", "{\"name\":\"k\"}", basic("ida", "python"))
                .json()
                .get("key")
                .asText());
    post(200, LOGIN, user + ",\"code\":\"" + codes.get(0).asText() + "\"}", JSON);
    post(400, LOGIN, "{}", JSON);
    post(400, LOGIN, user + "}", JSON, basic("ida", "python"));
    post(401, LOGIN, user + "}", JSON);
    post(401, LOGIN, user.replace("python", "wrong") + "}", JSON);
    post(403, LOGIN, user + ",\"code\":\"000000\"}", JSON);
    post(403, LOGIN, user + "}", JSON, key);
    String nowhere = ",\"organization\":\"" + "A".repeat(22) + "\"";
    post(404, LOGIN, user + nowhere + ",\"code\":\"000000\"}", JSON);
    post(413, LOGIN, TOO_LARGE, JSON);
    post(415, LOGIN, user + "}");
    post(400, COMPLETE, "{}", JSON);
    post(401, COMPLETE, "{\"challenge\":\"x\",\"code\":\"x\"}", JSON);
    post(403, COMPLETE, complete + "000000\"}", JSON);
    post(404, COMPLETE, complete + "000000\"" + nowhere + "}", JSON);
    post(413, COMPLETE, TOO_LARGE, JSON);
    post(415, COMPLETE, complete + "000000\"}");
    post(200, COMPLETE, complete + codes.get(1).asText() + "\"}", JSON);
  }

  /** Adds the calls that accept a challenge or a mailed code. */
  private void withoutLogIn() {
    String[][] calls = {
      {"POST", "/api/enrolments", "{\"challenge\":\"x\"}"},
      {"POST", "/api/enrolments/totp", "{\"challenge\":\"x\",\"code\":\"x\"}"},
      {"PUT", "/api/enrolments/totp", "{\"challenge\":\"x\",\"request\":\"x\",\"code\":\"x\"}"},
      {"POST", "/api/enrolments/passkey/options", "{\"challenge\":\"x\",\"code\":\"x\"}"},
      {"POST", "/api/enrolments/passkey", "{\"challenge\":\"x\",\"request\":\"x\"}"},
      {"POST", "/api/factor-removals", "{\"challenge\":\"x\"}"},
      {"POST", "/api/factor-removals/complete", "{\"code\":\"x.y\"}"},
      {"POST", "/api/factor-removals/stop", "{\"code\":\"x.y\"}"}
    };
    for (String[] call : calls) {
      add(400, call[0], call[1], "{}", JSON);
      add(403, call[0], call[1], call[2], JSON);
      add(413, call[0], call[1], TOO_LARGE, JSON);
      add(415, call[0], call[1], call[2]);
    }
  }

  private void add(int status, String method, String path, String body, String... headers) {
    add(status, method, path, path, Optional.of(body).filter(text -> !text.isEmpty()), headers);
  }
}
