package dev.restauth.enrolment;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Failed;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A thief who knows the password of an account with a confirmed address, and who must not be able
 * to enroll a first factor.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class FirstFactorTest {
  private static final String CODE = FactorScene.FACTORS + "/code";
  private static final String OPTIONS = PasskeyScene.PASSKEYS + "/options";
  private static final String SUSAN = basic("susan", "python");
  private static final String DAVID = basic("david", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, settings()).on(() -> database).withAccount("david", "python");

  private final FactorScene scene = new FactorScene(server, clock);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String address = "";

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("trusted-proxies", "127.0.0.1");
    return settings;
  }

  @BeforeEach
  void confirmAnAddress() {
    address = mail.withAddress("susan", "python");
  }

  private Reply ask(String... headers) {
    return scene.call("POST", CODE, Optional.empty(), headers);
  }

  private String asked() {
    Reply reply = ask(SUSAN);
    assertThat(reply.status()).as(reply.body()).isEqualTo(202);
    assertThat(reply.json().get("expires_in").asInt()).isEqualTo(600);
    return reply.json().get("request").asText();
  }

  private Reply begin(String path, String request, String code, String... headers) {
    return scene.post(
        path, "{\"request\":\"%s\",\"code\":\"%s\"}".formatted(request, code), headers);
  }

  @Test
  void theFirstFactorTakesACodeFromTheMailbox() {
    for (String path : List.of(FactorScene.TOTP, OPTIONS)) {
      assertThat(problem(scene.call("POST", path, Optional.empty(), SUSAN)))
          .isEqualTo("403 code-required");
      assertThat(problem(begin(path, "x", "12345678", SUSAN))).isEqualTo("403 invalid-code");
      assertThat(problem(scene.post(path, "{\"code\":\"a.b\"}", SUSAN)))
          .isEqualTo("403 invalid-code");
    }
    String request = asked();
    String digits = mails.nextWithCode(address).digits();
    for (String path : List.of(FactorScene.TOTP, OPTIONS, FactorScene.TOTP)) {
      assertThat(begin(path, request, digits, SUSAN).status())
          .as("another beginning needs no other code")
          .isEqualTo(200);
    }
    JsonNode begun = ok(begin(FactorScene.TOTP, request, digits, SUSAN)).json();
    ok(scene.confirm(begun, scene.code(FactorScene.totp(begun)), SUSAN));
  }

  @Test
  void aPasskeyTakesItToo() {
    String token = bearer(server.calls().token("susan", "python"));
    assertThat(problem(ask(token)))
        .as("a token alone mails nothing")
        .isEqualTo("403 password-required");
    Reply reply = scene.post(CODE, FactorScene.CONFIRMED, token);
    assertThat(reply.status()).as(reply.body()).isEqualTo(202);
    String body =
        "{\"current_password\":\"python\",\"request\":\"%s\",\"code\":\"%s\"}"
            .formatted(reply.json().get("request").asText(), mails.nextWithCode(address).digits());
    JsonNode begun = ok(scene.post(OPTIONS, body, token)).json();
    SoftAuthenticator phone = SoftAuthenticator.at("accounts.example");
    ObjectNode passkey = new ObjectMapper().createObjectNode();
    passkey.put("request", begun.get("request").asText()).put("name", "https://evil.example");
    passkey.set("credential", phone.create(begun.get("publicKey")));
    ok(scene.post(PasskeyScene.PASSKEYS, passkey.toString(), token));
    assertThat(mails.next(address).text())
        .as("no link in the notice")
        .contains("passkey=https: evil. example")
        .doesNotContain("evil.example");
  }

  /** The code is valid only for its account, for ten minutes, and until the password changes. */
  @Test
  void aCodeIsOnlyForItsAccountAndItsTime() {
    String request = asked();
    String digits = mails.nextWithCode(address).digits();
    String other = mail.withAddress("miguel", "python");
    assertThat(other).isNotEqualTo(address);
    String miguel = basic("miguel", "python");
    assertThat(problem(begin(FactorScene.TOTP, request, digits, miguel)))
        .isEqualTo("403 invalid-code");
    // The confirmation of miguel's address has moved the clock by two minutes.
    clock.move(Duration.ofMinutes(7).minusSeconds(1));
    assertThat(begin(FactorScene.TOTP, request, digits, SUSAN).status()).isEqualTo(200);
    clock.move(Duration.ofMinutes(10));
    assertThat(problem(begin(FactorScene.TOTP, request, digits, SUSAN)))
        .isEqualTo("403 invalid-code");
    request = asked();
    digits = mails.nextWithCode(address).digits();
    assertThat(
            scene
                .post(
                    "/api/me/password",
                    "{\"new_password\":\"monty\",\"current_password\":\"python\"}",
                    SUSAN)
                .status())
        .isEqualTo(204);
    assertThat(problem(begin(FactorScene.TOTP, request, digits, basic("susan", "monty"))))
        .isEqualTo("403 invalid-code");
  }

  @Test
  void fiveGuessesEndACode() {
    String request = asked();
    String digits = mails.nextWithCode(address).digits();
    String wrong = digits.startsWith("0") ? "11111111" : "00000000";
    for (int i = 0; i < 5; i++) {
      assertThat(problem(begin(FactorScene.TOTP, request, wrong, SUSAN)))
          .isEqualTo("403 invalid-code");
    }
    assertThat(problem(begin(FactorScene.TOTP, request, digits, SUSAN)))
        .isEqualTo("403 invalid-code");
  }

  @Test
  void aSecondMailWaitsAndTheFirstCodeStays() {
    String request = asked();
    Reply second = ask(SUSAN);
    assertThat(problem(second)).isEqualTo("429 too-many-requests");
    assertThat(second.header("retry-after")).hasValue("60");
    assertThat(
            begin(FactorScene.TOTP, request, mails.nextWithCode(address).digits(), SUSAN).status())
        .isEqualTo(200);
  }

  @Test
  void strangersCannotUseUpTheMailsOfTheOwner() {
    mail.useUpByStrangers(address);
    String request = asked();
    assertThat(
            begin(FactorScene.TOTP, request, mails.nextWithCode(address).digits(), SUSAN).status())
        .isEqualTo(200);
  }

  /**
   * No code is required if the account has no address. If the account has a factor, the server asks
   * for that factor instead.
   */
  @Test
  void otherAccountsNeedNoCode() {
    assertThat(problem(ask(DAVID))).isEqualTo("409 conflict");
    ok(scene.begin(DAVID));
    assertThat(server.operate("user.enrol", Map.of("username", "david")))
        .isInstanceOf(Failed.class);
    App app = scene.enrol("susan");
    String token = bearer(scene.token("susan", app));
    assertThat(problem(scene.post(CODE, FactorScene.CONFIRMED, token))).isEqualTo("409 conflict");
    ok(scene.post(OPTIONS, FactorScene.CONFIRMED, token));
  }

  @Test
  void anOperatorGivesACodeIfNoMailArrives() {
    String code = scene.operatorsCode("susan");
    assertThat(problem(scene.post(FactorScene.TOTP, "{\"code\":\"" + code + "x\"}", SUSAN)))
        .isEqualTo("403 invalid-code");
    ok(scene.post(FactorScene.TOTP, "{\"code\":\"" + code + "\"}", SUSAN));
    clock.move(Duration.ofDays(1));
    assertThat(problem(scene.post(FactorScene.TOTP, "{\"code\":\"" + code + "\"}", SUSAN)))
        .isEqualTo("403 invalid-code");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM totp")).isZero();
  }
}
