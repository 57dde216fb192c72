package dev.restauth.passwordless;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import java.util.Optional;

/** Calls about accounts without a password. */
record PasswordlessScene(PasskeyScene passkeys) {
  static final String PASSWORD = "/api/me/password";

  Reply call(String method, String path, String token) {
    return passkeys.scene().call(method, path, Optional.empty(), token);
  }

  Reply remove(String token) {
    return call("DELETE", PASSWORD, token);
  }

  Reply set(String password, String token) {
    return passkeys
        .scene()
        .call("PUT", PASSWORD, Optional.of("{\"new_password\":\"%s\"}".formatted(password)), token);
  }

  /**
   * Registers another passkey, with or without the password in the body, and returns the passkey's
   * id.
   */
  String another(SoftAuthenticator authenticator, String confirmation, String token) {
    JsonNode begun =
        ok(passkeys.scene().post(PasskeyScene.PASSKEYS + "/options", confirmation, token)).json();
    Reply registered =
        passkeys.register(begun, authenticator.create(begun.get("publicKey")), token);
    return ok(registered).json().at("/passkey/id").asText();
  }

  Reply removePasskey(String id, String token) {
    return passkeys
        .scene()
        .call("DELETE", PasskeyScene.PASSKEYS + "/" + id, Optional.of("{}"), token);
  }

  /** An account without a password that has two passkeys. */
  record Owner(
      SoftAuthenticator first, String firstId, SoftAuthenticator second, String secondId) {}

  /** Registers two passkeys for an account, and removes its password. */
  Owner passwordless(String username, SoftAuthenticator first, SoftAuthenticator second) {
    String firstId = passkeys.registered(username, first).at("/passkey/id").asText();
    String token = bearer(passkeys.token(first));
    String secondId = another(second, "{\"current_password\":\"python\"}", token);
    Reply removed = remove(token);
    assertThat(removed.status()).as(removed.body()).isEqualTo(204);
    return new Owner(first, firstId, second, secondId);
  }
}
