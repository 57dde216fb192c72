package dev.restauth.enrolment;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** A passkey as the second factor of an account that must have a second factor. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class PasskeyEnrolmentTest {
  private static final String PASSKEY = "/api/enrolments/passkey";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings("none")).on(() -> database);

  private final FactorScene scene = new FactorScene(server, clock);
  private final PasskeyScene passkeys = new PasskeyScene(scene);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private final SoftAuthenticator phone = SoftAuthenticator.at("accounts.example");

  private static Map<String, String> settings(String required) {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("require-factor", required);
    return settings;
  }

  private String challenge() {
    Reply half = scene.logIn("susan");
    assertThat(problem(half)).isEqualTo("401 enrolment-required");
    return half.json().get("challenge").asText();
  }

  private Reply begin(String challenge, String more) {
    return scene.post(PASSKEY + "/options", "{\"challenge\":\"%s\"%s}".formatted(challenge, more));
  }

  private Reply complete(String challenge, JsonNode begun) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("challenge", challenge);
    body.put("request", begun.get("request").asText()).put("name", "My phone");
    body.set("credential", phone.create(begun.get("publicKey")));
    return scene.post(PASSKEY, body.toString());
  }

  @Test
  void theMailboxAndThePasswordRegisterAPasskey() {
    String address = mail.withAddress("susan", "python");
    server.restart(settings("everybody"));
    String challenge = challenge();
    assertThat(problem(begin(challenge, ",\"code\":\"1.2\""))).isEqualTo("403 invalid-code");
    Reply asked = scene.post("/api/enrolments", "{\"challenge\":\"%s\"}".formatted(challenge));
    String proof =
        ",\"request\":\"%s\",\"code\":\"%s\""
            .formatted(asked.json().get("request").asText(), mails.nextWithCode(address).digits());
    JsonNode begun = ok(begin(challenge, proof)).json();
    assertThat(problem(complete(challenge(), begun))).as("unproved").isEqualTo("403 invalid-code");
    Reply done = ok(complete(challenge, begun));
    assertThat(done.json().get("recovery_codes")).hasSize(10);
    assertThat(done.json().at("/passkey/name").asText()).isEqualTo("My phone");
    String token = RoleScene.tokenOf(done);
    assertThat(RoleScene.claims(token).get("acr").asText()).isEqualTo("phr");
    ok(scene.call("GET", "/api/me", Optional.empty(), bearer(token)));
    assertThat(mails.next(address).text()).contains("My phone");
    assertThat(complete(challenge, begun).status()).as("again").isEqualTo(403);
    ok(passkeys.logIn(phone));
  }
}
