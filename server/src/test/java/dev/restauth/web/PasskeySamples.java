package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import java.util.List;
import java.util.Optional;

/** Calls about passkeys, one for each response that the OpenAPI document describes. */
final class PasskeySamples extends Samples {
  private static final String PASSKEYS = PasskeyScene.PASSKEYS;
  private static final String OPTIONS = PASSKEYS + "/options";
  private static final String PASSKEY = PASSKEYS + "/{passkey}";
  private static final String LOGIN = PasskeyScene.LOG_IN;
  private static final String BEGIN = LOGIN + "/options";
  private static final String WRONG = basic("pia", "wrong");

  private final HttpCalls calls;
  private final SoftAuthenticator authenticator = SoftAuthenticator.at("accounts.example");

  private PasskeySamples(HttpCalls calls) {
    this.calls = calls;
  }

  /** Registers users and a passkey for one of them, and returns the calls. */
  static List<Sample> of(HttpCalls calls) {
    PasskeySamples samples = new PasskeySamples(calls);
    calls.register("pia", "python");
    calls.register("quin", "python");
    samples.passwords();
    samples.own();
    samples.logIns();
    return samples.all();
  }

  private JsonNode answer(String path, String... headers) {
    return calls.call("POST", path, Optional.empty(), headers).json();
  }

  private static String body(JsonNode begun, JsonNode credential, String more) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("request", begun.get("request").asText());
    body.set("credential", credential);
    return body.toString().replaceFirst("}$", more + "}");
  }

  /** Registers a user with a passkey. */
  private SoftAuthenticator withPasskey(String username) {
    calls.register(username, "python");
    return registered(basic(username, "python"), "");
  }

  private SoftAuthenticator registered(String credentials, String confirmation) {
    SoftAuthenticator made = SoftAuthenticator.at("accounts.example");
    JsonNode begun =
        confirmation.isEmpty()
            ? answer(OPTIONS, credentials)
            : calls.post(OPTIONS, confirmation, credentials).json();
    String answer = body(begun, made.create(begun.get("publicKey")), ",\"name\":\"Key\"");
    calls.post(PASSKEYS, answer, credentials);
    return made;
  }

  private String logIn(SoftAuthenticator passkey) {
    JsonNode begun = answer(BEGIN);
    String answer = body(begun, passkey.get(begun.get("publicKey")), "");
    return bearer(calls.post(LOGIN, answer).json().get("token").asText());
  }

  private void passwords() {
    String password = "/api/me/password";
    String next = "{\"new_password\":\"monty\"}";
    String quin = basic("quin", "python");
    String key =
        bearer(calls.post("/api/me/keys", "{\"name\":\"p\"}", quin).json().get("key").asText());
    sample(401, "DELETE", password, quin);
    sample(403, "DELETE", password, key);
    String rhea = logIn(withPasskey("rhea"));
    registered(rhea, FactorScene.CONFIRMED);
    sample(204, "DELETE", password, rhea);
    SoftAuthenticator first = withPasskey("tess");
    String before = logIn(first);
    registered(before, FactorScene.CONFIRMED);
    calls.call("DELETE", password, Optional.empty(), before);
    String after = logIn(first);
    sample(404, "DELETE", password, after);
    call(401, "PUT", password, next, JSON, WRONG);
    call(403, "PUT", password, next, JSON, key);
    badBodies("PUT", password, password, after);
    call(204, "PUT", password, next, JSON, after);
  }

  private void own() {
    String pia = basic("pia", "python");
    String quin = basic("quin", "python");
    String token = bearer(calls.token("quin", "python"));
    String key =
        bearer(calls.post("/api/me/keys", "{\"name\":\"k\"}", quin).json().get("key").asText());
    JsonNode begun = answer(OPTIONS, pia);
    String good = body(begun, authenticator.create(begun.get("publicKey")), ",\"name\":\"Phone\"");
    JsonNode registered = calls.post(PASSKEYS, good, pia).json();
    String fresh = bearer(registered.get("token").asText());
    String mine = PASSKEYS + "/" + registered.at("/passkey/id").asText();
    String nobodys = PASSKEYS + "/" + "p".repeat(22);
    for (String method : List.of("POST", "DELETE")) {
      String described = method.equals("POST") ? OPTIONS : PASSKEY;
      String path = method.equals("POST") ? OPTIONS : nobodys;
      add(400, method, described, path, Optional.of("{"), token, JSON);
      add(401, method, described, path, Optional.empty(), WRONG);
      add(403, method, described, path, Optional.empty(), token);
      add(403, method, described, path, Optional.empty(), key);
      add(413, method, described, path, Optional.of(TOO_LARGE), token, JSON);
      add(415, method, described, path, Optional.of("x"), token, "Content-Type: text/plain");
    }
    sample(200, "POST", OPTIONS, quin);
    post(400, PASSKEYS, "{}", quin, JSON);
    post(401, PASSKEYS, good, WRONG, JSON);
    post(403, PASSKEYS, good, quin, JSON);
    post(403, PASSKEYS, good, key, JSON);
    post(413, PASSKEYS, TOO_LARGE, quin, JSON);
    post(415, PASSKEYS, good, quin);
    SoftAuthenticator another = SoftAuthenticator.at("accounts.example");
    JsonNode more = calls.post(OPTIONS, FactorScene.CONFIRMED, fresh).json();
    post(
        200,
        PASSKEYS,
        body(more, another.create(more.get("publicKey")), ",\"name\":\"Key\""),
        fresh,
        JSON);
    Optional<String> name = Optional.of("{\"name\":\"Old phone\"}");
    add(204, "PATCH", PASSKEY, mine, name, fresh, JSON);
    add(401, "PATCH", PASSKEY, mine, name, WRONG, JSON);
    add(403, "PATCH", PASSKEY, mine, name, key, JSON);
    add(404, "PATCH", PASSKEY, nobodys, name, quin, JSON);
    badBodies("PATCH", PASSKEY, mine, fresh);
    add(404, "DELETE", PASSKEY, nobodys, Optional.empty(), quin);
    for (String method : List.of("GET", "HEAD")) {
      sample(200, method, FactorScene.FACTORS, fresh);
    }
    String gone = PASSKEYS + "/" + registered.at("/passkey/id").asText();
    logInOnce();
    add(204, "DELETE", PASSKEY, gone, Optional.of(FactorScene.CONFIRMED), fresh, JSON);
    for (String method : List.of("GET", "HEAD")) {
      sample(200, method, "/.well-known/webauthn");
      sample(400, method, "/.well-known/webauthn", "Host: one.example", "Host: another.example");
    }
  }

  private void logInOnce() {
    JsonNode begun = answer(BEGIN);
    JsonNode credential = authenticator.get(begun.get("publicKey"));
    String nowhere = ",\"organization\":\"" + "A".repeat(22) + "\"";
    post(404, LOGIN, body(begun, credential, nowhere), JSON);
    post(200, LOGIN, body(begun, credential, ""), JSON);
  }

  private void logIns() {
    JsonNode begun = answer(BEGIN);
    String unknown =
        body(begun, SoftAuthenticator.at("accounts.example").get(begun.get("publicKey")), "");
    String quin = basic("quin", "python");
    String key =
        bearer(calls.post("/api/me/keys", "{\"name\":\"l\"}", quin).json().get("key").asText());
    sample(200, "POST", BEGIN);
    post(400, BEGIN, "{\"username\":\"pia\"}", JSON);
    sample(400, "POST", BEGIN, quin);
    post(401, BEGIN, "{\"challenge\":\"x\"}", JSON);
    sample(403, "POST", BEGIN, key);
    post(413, BEGIN, TOO_LARGE, JSON);
    post(415, BEGIN, "x", "Content-Type: text/plain");
    post(400, LOGIN, "{}", JSON);
    post(400, LOGIN, unknown, JSON, quin);
    post(401, LOGIN, unknown.replaceFirst("}$", ",\"challenge\":\"x\"}"), JSON);
    post(403, LOGIN, unknown, JSON);
    post(403, LOGIN, unknown, JSON, key);
    post(413, LOGIN, TOO_LARGE, JSON);
    post(415, LOGIN, unknown);
  }
}
