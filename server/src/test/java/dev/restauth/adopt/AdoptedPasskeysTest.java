package dev.restauth.adopt;

import static dev.restauth.adopt.AdoptScene.adopt;
import static dev.restauth.adopt.AdoptScene.facts;
import static dev.restauth.adopt.AdoptScene.json;
import static dev.restauth.adopt.AdoptScene.sample;
import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Passkeys that users registered at another system. Users can log in with them if the domain stays
 * the same.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class AdoptedPasskeysTest {
  private static final String ID = "5f0c2a7e-2222-4222-8333-00000000000";
  private static final String[] HERE = {"passkey_domain", "localhost"};

  @Parameter TestDatabase database;
  @TempDir private Path folder;
  private TestServer server;
  private PasskeyScene passkeys;
  private final SoftAuthenticator key = SoftAuthenticator.onDevice();
  private final SoftAuthenticator phone = new SoftAuthenticator();

  @BeforeEach
  void start() {
    SetClock clock = new SetClock();
    TestServer.use(database, folder);
    server = TestServer.start(folder, clock, Map.of());
    passkeys = new PasskeyScene(new FactorScene(server, clock));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private Path file(JsonNode content) throws IOException {
    return Files.writeString(folder.resolve("export.json"), content.toString());
  }

  /**
   * Writes a realm export with susan, who has a password and a security key, and miguel, who has
   * only a passkey.
   */
  private Path realm() throws IOException {
    ObjectNode realm = new ObjectMapper().createObjectNode().put("realm", "demo");
    ArrayNode users = realm.putArray("users");
    ArrayNode credentials = user(users, 1, "susan");
    for (JsonNode user : json(sample("keycloak-factors.json")).get("users")) {
      if (user.get("username").asText().equals("plain")) {
        credentials.add(user.at("/credentials/0"));
      }
    }
    credentials.add(credential("webauthn", key, 7));
    user(users, 2, "miguel").add(credential("webauthn-passwordless", phone, 0));
    key.userHandle((ID + "1").getBytes(StandardCharsets.UTF_8));
    phone.userHandle((ID + "2").getBytes(StandardCharsets.UTF_8));
    return file(realm);
  }

  private static ArrayNode user(ArrayNode users, int number, String name) {
    ObjectNode user = users.addObject().put("id", ID + number).put("username", name);
    return user.put("enabled", true).putArray("credentials");
  }

  private static ObjectNode credential(String type, SoftAuthenticator of, long counter) {
    ObjectNode data = new ObjectMapper().createObjectNode();
    data.put("aaguid", "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4").put("counter", counter);
    data.put("credentialId", base64(of.credentialId()));
    data.put("credentialPublicKey", SoftAuthenticator.base64(of.publicKey()));
    data.put("attestationStatementFormat", "none").putArray("transports").add("usb");
    return new ObjectMapper()
        .createObjectNode()
        .put("type", type)
        .put("userLabel", "My key")
        .put("createdDate", 1_700_000_000_000L)
        .put("secretData", "{}")
        .put("credentialData", data.toString());
  }

  private JsonNode get(String path, String token) {
    return ok(passkeys.scene().call("GET", path, Optional.empty(), token)).json();
  }

  @Test
  void passkeysOfKeycloakLogIn() throws IOException {
    assertThat(facts(adopt(folder, "keycloak", realm(), HERE)))
        .containsEntry("adopted", 2L)
        .containsEntry("with_factor", 2L);
    assertThat(problem(passkeys.scene().logIn("susan"))).isEqualTo("401 factor-required");
    assertThat(problem(passkeys.logIn(key))).as("alone").isEqualTo("403 invalid-passkey");
    JsonNode claims = RoleScene.claims(RoleScene.tokenOf(ok(passkeys.complete("susan", key))));
    assertThat(claims.get("acr").asText()).isEqualTo("phrh"); // the server now has the user handle
    ok(passkeys.logIn(key));
    key.eligible = true;
    assertThat(problem(passkeys.logIn(key))).as("another kind").isEqualTo("403 invalid-passkey");
    key.eligible = false;
    key.step = 0;
    key.counter = 8;
    assertThat(problem(passkeys.logIn(key))).as("a copy").isEqualTo("403 invalid-passkey");

    String token = RoleScene.bearer(passkeys.token(phone));
    assertThat(get("/api/me", token).get("has_password").asBoolean()).isFalse();
    JsonNode factors = get(FactorScene.FACTORS, token);
    assertThat(factors.at("/passkeys/0/name").asText()).isEqualTo("My key");
    assertThat(factors.at("/passkeys/0/created_at").asText()).isEqualTo("2023-11-14T22:13:20Z");
  }

  @Test
  void passkeysOfAnotherDomainAreListed() throws IOException {
    Path report = folder.resolve("report.txt");
    String[] elsewhere = {"passkey_domain", "example.org", "report", report.toString()};
    assertThat(facts(adopt(folder, "keycloak", realm(), elsewhere)))
        .containsEntry("adopted", 1L)
        .containsEntry("unprotected", 1L);
    assertThat(Files.readString(report))
        .contains("a security key or passkey (its domain is example.org, here it is localhost)")
        .contains("a passkey for logging in without a password (its domain is example.org");
    assertThat(problem(passkeys.logIn(phone))).isEqualTo("403 invalid-passkey");
  }

  @Test
  void passkeysOfKratosHaveTheirFlags() throws IOException {
    ArrayNode identities = new ObjectMapper().createArrayNode();
    ObjectNode susan = identities.addObject().put("id", ID + "1");
    susan.putObject("traits").put("username", "susan");
    ObjectNode config = susan.putObject("credentials").putObject("passkey").putObject("config");
    ObjectNode credential = config.putArray("credentials").addObject();
    config.put("user_handle", base64(new byte[] {1, 2, 3}));
    credential.put("id", base64(phone.credentialId())).put("display_name", "Phone");
    credential.put("public_key", base64(phone.publicKey()));
    credential
        .putObject("authenticator")
        .put("aaguid", "AAAAAAAAAAAAAAAAAAAAAA==")
        .put("sign_count", 0);
    credential.putObject("flags").put("backup_eligible", true).put("backup_state", true);
    phone.userHandle(new byte[] {1, 2, 3});
    assertThat(facts(adopt(folder, "kratos", file(identities), HERE)))
        .containsEntry("with_factor", 1L);
    phone.eligible = false;
    phone.backedUp = false;
    assertThat(problem(passkeys.logIn(phone))).isEqualTo("403 invalid-passkey");
    phone.eligible = true;
    phone.backedUp = true;
    ok(passkeys.logIn(phone));
  }

  /**
   * authentik derives user handles from a secret that the dump lacks. The server therefore learns a
   * passkey's user handle when the passkey is first used after the password.
   */
  @Test
  void aPasskeyOfAuthentikShowsItsHandleAfterThePassword() throws IOException {
    ArrayNode dump = new ObjectMapper().createArrayNode();
    ObjectNode user = dump.addObject().put("model", "authentik_core.user").put("pk", 5);
    user.putObject("fields")
        .put("username", "susan")
        .put("is_active", true)
        .put("password", password());
    ObjectNode device = dump.addObject().put("pk", 1);
    device.put("model", "authentik_stages_authenticator_webauthn.webauthndevice");
    device
        .putObject("fields")
        .put("user", 5)
        .put("name", "Key")
        .put("confirmed", true)
        .put("credential_id", SoftAuthenticator.base64(key.credentialId()))
        .put("public_key", SoftAuthenticator.base64(key.publicKey()))
        .put("sign_count", 3)
        .put("rp_id", "localhost")
        .put("aaguid", "00000000-0000-0000-0000-000000000000");
    assertThat(facts(adopt(folder, "django", file(dump), "model", "authentik_core.user")))
        .containsEntry("with_factor", 1L);
    key.userHandle(new byte[] {9, 9});
    assertThat(problem(passkeys.logIn(key))).isEqualTo("403 invalid-passkey");
    ok(passkeys.complete("susan", key));
    ok(passkeys.logIn(key));
    key.userHandle(new byte[] {8, 8});
    assertThat(problem(passkeys.logIn(key))).isEqualTo("403 invalid-passkey");
  }

  /** Returns a hash of the password python. */
  private static String password() {
    for (JsonNode object : json(sample("django-factors.json"))) {
      if (object.at("/fields/username").asText().equals("dan")) {
        return object.at("/fields/password").asText();
      }
    }
    throw new AssertionError();
  }
}
