package dev.restauth.passkey;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OauthCalls;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Attempts to get a token without the passkey of an account, in all ways to log in or renew. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class PasskeyBypassTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings()).on(() -> database);

  private final FactorScene scene = new FactorScene(server, clock);
  private final PasskeyScene passkeys = new PasskeyScene(scene);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("email-login", "on");
    return settings;
  }

  private static SoftAuthenticator authenticator(boolean verified) {
    SoftAuthenticator authenticator = SoftAuthenticator.at("accounts.example");
    authenticator.verified = verified;
    return authenticator;
  }

  @Test
  void sessionsFromBeforeThePasskeyAreRevoked() {
    server.calls().register("susan", "python");
    OauthCalls.Tokens before = new OauthCalls(server.calls()).logIn("susan", "python");
    String key =
        server
            .calls()
            .post("/api/me/keys", "{\"name\":\"k\"}", basic("susan", "python"))
            .json()
            .get("key")
            .asText();
    passkeys.registered("susan", authenticator(true));
    for (String credentials :
        new String[] {bearer(before.access()), bearer(key), basic("susan", "python")}) {
      for (String path : new String[] {"/api/token", "/api/resource", "/api/me/sessions"}) {
        assertThat(scene.call("GET", path, Optional.empty(), credentials).status())
            .as("%s with %s", path, credentials)
            .isEqualTo(401);
      }
    }
    assertThat(new OauthCalls(server.calls()).refresh(before.refresh()).status()).isEqualTo(400);
    assertThat(problem(scene.logIn("susan"))).isEqualTo("401 factor-required");
    assertThat(problem(scene.logIn("susan", "000000"))).isEqualTo("403 invalid-code");
  }

  @Test
  void aMailedCodeIsTheFirstFactorOnly() {
    String address = mail.withAddress("susan", "python");
    SoftAuthenticator authenticator = authenticator(false);
    JsonNode registered = passkeys.registered("susan", authenticator);
    assertThat(mails.next(address).text()).contains("passkey").contains("My phone");
    mail.later();
    String request = mail.askedToLogIn(address);
    Reply half =
        scene.post(
            "/api/login-codes/" + request,
            "{\"code\":\"%s\"}".formatted(mails.next(address).digits()));
    assertThat(problem(half)).isEqualTo("401 factor-required");
    String challenge = half.json().get("challenge").asText();
    JsonNode begun = passkeys.optionsFor(challenge);
    Reply whole =
        ok(passkeys.send(begun, authenticator.get(begun.get("publicKey")), Optional.of(challenge)));
    JsonNode claims = RoleScene.claims(RoleScene.tokenOf(whole));
    assertThat(claims.get("amr").toString()).isEqualTo("[\"otp\",\"swk\",\"user\",\"mfa\"]");
    assertThat(registered.get("recovery_codes")).hasSize(10);
  }

  @Test
  void aResetSetsAPasswordAndLeavesThePasskey() {
    String address = mail.withAddress("susan", "python");
    SoftAuthenticator authenticator = authenticator(true);
    JsonNode registered = passkeys.registered("susan", authenticator);
    mails.next(address);
    mail.later();
    String request = mail.asked(address);
    assertThat(mail.reset(request, mails.next(address).digits(), "another python").status())
        .isEqualTo(204);
    mails.next(address);
    assertThat(
            problem(
                scene.call(
                    "GET", "/api/token", Optional.empty(), basic("susan", "another python"))))
        .isEqualTo("401 factor-required");
    String token = bearer(passkeys.token(authenticator));
    mail.later();
    assertThat(
            scene
                .call(
                    "DELETE",
                    PasskeyScene.PASSKEYS + "/" + registered.at("/passkey/id").asText(),
                    Optional.of("{\"current_password\":\"another python\"}"),
                    token)
                .status())
        .isEqualTo(204);
    assertThat(mails.next(address).text()).contains("passkey").contains("My phone");
  }

  @Test
  void aDisabledAccountHasNoPasskey() {
    server.calls().register("susan", "python");
    SoftAuthenticator authenticator = authenticator(true);
    passkeys.registered("susan", authenticator);
    server.operate("user.disable", Map.of("username", "susan"));
    assertThat(problem(passkeys.logIn(authenticator))).isEqualTo("403 invalid-passkey");
    server.operate("user.enable", Map.of("username", "susan"));
    ok(passkeys.logIn(authenticator));
  }
}
