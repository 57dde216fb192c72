package dev.restauth.passkey;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.http.HttpCalls.basic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.role.RoleScene;
import java.util.Optional;

/** Passkey calls to a server whose accounts have the password {@code python}. */
public record PasskeyScene(FactorScene scene) {
  public static final String PASSKEYS = FactorScene.FACTORS + "/passkeys";
  public static final String LOG_IN = "/api/login/passkey";

  /** Requests creation options, confirmed with the password. */
  public JsonNode creation(String... headers) {
    return ok(scene.call("POST", PASSKEYS + "/options", Optional.empty(), headers)).json();
  }

  /** Sends the response to creation options. */
  public Reply register(JsonNode begun, JsonNode credential, String... headers) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("request", begun.get("request").asText()).put("name", "My phone");
    body.set("credential", credential);
    return scene.post(PASSKEYS, body.toString(), headers);
  }

  /** Registers an account's first passkey, and returns the response. */
  public JsonNode registered(String username, SoftAuthenticator authenticator) {
    JsonNode begun = ok(scene.proved(username, PASSKEYS + "/options")).json();
    return ok(register(
            begun, authenticator.create(begun.get("publicKey")), basic(username, "python")))
        .json();
  }

  /** Requests the options of a log-in. */
  public JsonNode options(String... headers) {
    return ok(scene.call("POST", LOG_IN + "/options", Optional.empty(), headers)).json();
  }

  /** Requests the options that complete a log-in. */
  public JsonNode optionsFor(String challenge, String... headers) {
    return ok(scene.post(LOG_IN + "/options", "{\"challenge\":\"" + challenge + "\"}", headers))
        .json();
  }

  /** Sends an authenticator's response. */
  public Reply send(
      JsonNode begun, JsonNode credential, Optional<String> challenge, String... headers) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("request", begun.get("request").asText());
    body.set("credential", credential);
    challenge.ifPresent(each -> body.put("challenge", each));
    return scene.post(LOG_IN, body.toString(), headers);
  }

  /** Logs in with only a passkey. */
  public Reply logIn(SoftAuthenticator authenticator, String... headers) {
    JsonNode begun = options(headers);
    return send(begun, authenticator.get(begun.get("publicKey")), Optional.empty(), headers);
  }

  /** Returns the token of a log-in with only a passkey. */
  public String token(SoftAuthenticator authenticator, String... headers) {
    return RoleScene.tokenOf(ok(logIn(authenticator, headers)));
  }

  /** Returns the challenge of a log-in with the password. */
  public String challenge(String username) {
    return scene.logIn(username).json().get("challenge").asText();
  }

  /** Logs in with the password, and completes the log-in with a passkey. */
  public Reply complete(String username, SoftAuthenticator authenticator) {
    String challenge = challenge(username);
    JsonNode begun = optionsFor(challenge);
    return send(begun, authenticator.get(begun.get("publicKey")), Optional.of(challenge));
  }
}
