package dev.restauth.passwordless;

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
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
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

/**
 * Mailed codes for an account without a password. A code alone does not log in; a log-in also
 * requires a factor.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class PasswordlessMailTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings()).on(() -> database);

  private final FactorScene scene = new FactorScene(server, clock);
  private final PasskeyScene passkeys = new PasskeyScene(scene);
  private final PasswordlessScene passwordless = new PasswordlessScene(passkeys);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private final SoftAuthenticator phone = SoftAuthenticator.at("accounts.example");

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("email-login", "on");
    return settings;
  }

  /**
   * Removes susan's password after the registration of one passkey. One is enough, because she also
   * has a confirmed address and recovery codes.
   */
  private JsonNode passwordless(String address) {
    JsonNode registered = passkeys.registered("susan", phone);
    assertThat(mails.next(address).text()).contains("passkey");
    assertThat(passwordless.remove(bearer(passkeys.token(phone))).status()).isEqualTo(204);
    assertThat(mails.next(address).text()).contains("password").contains("was removed");
    mail.later();
    return registered;
  }

  @Test
  void aResetNotifiesTheOwnerAndAlsoNeedsAFactor() {
    String address = mail.withAddress("susan", "python");
    passwordless(address);
    String request = mail.asked(address);
    assertThat(mail.reset(request, mails.next(address).digits(), "another python").status())
        .isEqualTo(204);
    assertThat(mails.next(address).text()).contains("A password was set at");
    Reply half =
        scene.post("/api/login", "{\"username\":\"susan\",\"password\":\"another python\"}");
    assertThat(problem(half)).isEqualTo("401 factor-required");
    String challenge = half.json().get("challenge").asText();
    assertThat(
            problem(
                scene.post("/api/factor-removals", "{\"challenge\":\"%s\"}".formatted(challenge))))
        .isEqualTo("409 recovered-recently");
    assertThat(passwordless.remove(bearer(passkeys.token(phone))).status()).isEqualTo(204);
  }

  @Test
  void aMailedCodeAndARecoveryCodeReplaceALostPasskey() {
    String address = mail.withAddress("susan", "python");
    String code = passwordless(address).get("recovery_codes").get(0).asText();
    String request = mail.askedToLogIn(address);
    Reply half =
        scene.post(
            "/api/login-codes/" + request,
            "{\"code\":\"%s\"}".formatted(mails.next(address).digits()));
    assertThat(problem(half)).isEqualTo("401 factor-required");
    String body =
        "{\"challenge\":\"%s\",\"code\":\"%s\"}"
            .formatted(half.json().get("challenge").asText(), code);
    String token = bearer(RoleScene.tokenOf(ok(scene.post("/api/login/factor", body))));
    SoftAuthenticator next = SoftAuthenticator.at("accounts.example");
    passwordless.another(next, "{}", token);
    ok(passkeys.logIn(next));
    assertThat(passwordless.set("cobra", token).status()).isEqualTo(204);
    assertThat(problem(scene.call("GET", "/api/token", Optional.empty(), basic("susan", "cobra"))))
        .isEqualTo("401 factor-required");
  }
}
