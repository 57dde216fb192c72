package dev.restauth.factor;

import static dev.restauth.factor.FactorScene.CONFIRMED;
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
import dev.restauth.factor.FactorScene.App;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.AdoptedScene;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Every way to get a token, for accounts that have just enrolled a second factor. None bypasses the
 * factor.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class WaysToATokenTest {
  private static final String SUSAN = basic("susan", "python");
  private static final String MIGUEL = basic("miguel", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings()).on(() -> database);

  private final FactorScene scene = new FactorScene(server, clock);
  private final PasskeyScene passkeys = new PasskeyScene(scene);
  private final RoleScene roles = new RoleScene(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("email-login", "on");
    settings.put("require-factor", "none");
    return settings;
  }

  private Reply get(String path, String... headers) {
    return scene.call("GET", path, Optional.empty(), headers);
  }

  private static String member(String name, String value) {
    return "{\"%s\":\"%s\"}".formatted(name, value);
  }

  @Test
  void noneLeadsRoundAnApp() {
    check(scene::enrol);
  }

  @Test
  void noneLeadsRoundAPasskey() {
    check(username -> passkeys.registered(username, SoftAuthenticator.at("accounts.example")));
  }

  private void check(Consumer<String> enrol) {
    String address = mail.withAddress("susan", "python");
    AdoptedScene old = new AdoptedScene(server, clock);
    String adopted = old.bearer(7, "miguel", clock.instant().getEpochSecond() + 100_000);
    String ofAdopted = bearer(ok(get("/api/token", adopted)).json().get("token").asText());
    server.calls().register("david", "python");
    assertThat(RoleScene.failure(roles.define("support", "users:impersonate invitations:write")))
        .isEmpty();
    assertThat(RoleScene.failure(roles.assign("support", "david"))).isEmpty();
    String invitation = invited("/api/admin/invitations", member("email", address));
    String joining = member("code", mails.nextWithCode(address).code());
    String organization = invitedToOrganization(address);
    mails.all(server, address);
    JsonNode log = ok(get("/api/token?refresh=true", SUSAN)).json();
    String token = bearer(log.get("token").asText());
    String refresh = log.get("refresh_token").asText();
    String key = key(SUSAN);
    String keyToken = bearer(ok(get("/api/token", bearer(key))).json().get("token").asText());
    String acting = bearer(impersonated().get("token").asText());
    mail.later();
    String mailed = mail.askedToLogIn(address);
    String digits = mails.nextWithCode(address).digits();
    String introspector = server.serviceKey("shop", "tokens:introspect");
    assertThat(roles.isActive(introspector, token.replaceFirst(".* ", ""))).isTrue();

    enrol.accept("susan");
    enrol.accept("miguel");

    Map<String, Supplier<Reply>> ways = new LinkedHashMap<>();
    ways.put("Basic for a token", () -> get("/api/token", SUSAN));
    ways.put("the original's Basic", () -> server.calls().get("/api/token", SUSAN));
    ways.put("Basic elsewhere", () -> get("/api/resource", SUSAN));
    ways.put("Basic with a wrong code", () -> get("/api/token", SUSAN, "OTP: 123456"));
    ways.put("a key by Basic", () -> scene.post("/api/me/keys", member("name", "l"), SUSAN));
    ways.put("a log-in by JSON", () -> scene.logIn("susan"));
    ways.put("a log-in with a wrong code", () -> scene.logIn("susan", "123456"));
    ways.put("an old session", () -> get("/api/resource", token));
    ways.put("its renewal", () -> get("/api/token", token));
    ways.put("its step-up", () -> scene.post("/api/login", member("password", "python"), token));
    ways.put("its enrolment", () -> scene.post(FactorScene.TOTP, CONFIRMED, token));
    ways.put("a refresh token", () -> roles.refresh(refresh, Map.of()));
    ways.put("an old key", () -> get("/api/resource", bearer(key)));
    ways.put("a token for an old key", () -> get("/api/token", bearer(key)));
    ways.put("an old token of a key", () -> get("/api/resource", keyToken));
    ways.put(
        "an old mailed code",
        () -> scene.post("/api/login-codes/" + mailed, member("code", digits)));
    ways.put("an invitation", () -> scene.post(invitation, joining, SUSAN));
    ways.put("an invitation by an old session", () -> scene.post(invitation, joining, token));
    ways.put("an invitation under the name", () -> scene.post(invitation, asNewcomer(joining)));
    ways.put("an organisation", () -> scene.post(organization, "{}", SUSAN));
    ways.put("an organisation by an old session", () -> scene.post(organization, "{}", token));
    ways.put("an impersonated token", () -> get("/api/resource", acting));
    ways.put("its renewal by the administrator", () -> get("/api/token", acting));
    ways.put("a token of another application", () -> get("/api/resource", adopted));
    ways.put("a token for that", () -> get("/api/token", adopted));
    ways.put("an old token for that", () -> get("/api/resource", ofAdopted));
    ways.put("Basic of an adopted account", () -> get("/api/token", MIGUEL));
    ways.put("a required enrolment", () -> scene.post("/api/enrolments", member("challenge", "x")));
    ways.forEach(
        (way, call) -> {
          Reply reply = call.get();
          assertThat(reply.status()).as("%s: %s", way, reply.body()).isBetween(400, 409);
          assertThat(reply.body()).as(way).doesNotContain("token\":").doesNotContain("secret");
        });
    for (String each : new String[] {token, keyToken, ofAdopted, acting}) {
      assertThat(roles.isActive(introspector, each.replaceFirst(".* ", ""))).isFalse();
    }
    assertThat(roles.isActive(introspector, key)).isFalse();
    byMailbox(address);
  }

  /**
   * A new mailed code and a password reset only begin a log-in, which still requires the factor.
   */
  private void byMailbox(String address) {
    mails.all(server, address);
    mail.later();
    String request = mail.askedToLogIn(address);
    Reply half =
        scene.post(
            "/api/login-codes/" + request, member("code", mails.nextWithCode(address).digits()));
    assertThat(problem(half)).isEqualTo("401 factor-required");
    mail.later();
    Reply reset = mail.reset(mail.asked(address), mails.nextWithCode(address).digits(), "python2");
    assertThat(reset.status() + reset.body()).as("a reset gives no token").isEqualTo("204");
    assertThat(problem(get("/api/token", basic("susan", "python2"))))
        .isEqualTo("401 factor-required");
  }

  @Test
  void aKeyThatWasMadeAfterAStepUpOpensWhatKeysOpen() {
    server.calls().register("susan", "python");
    App app = scene.enrol("susan");
    String fresh = bearer(scene.token("susan", app));
    String body = "{\"name\":\"k\",\"scopes\":[\"api\"],\"current_password\":\"python\"}";
    String key = scene.post("/api/me/keys", body, fresh).json().get("key").asText();
    JsonNode claims =
        RoleScene.claims(ok(get("/api/token", bearer(key))).json().get("token").asText());
    assertThat(claims.has("acr")).isFalse();
    assertThat(problem(get("/api/me/factors", bearer(key)))).isEqualTo("403 not-for-keys");
  }

  /** Invites a user as david, and returns the path at which the user accepts the invitation. */
  private String invited(String path, String json) {
    mail.later();
    Reply reply = scene.post(path, json, basic("david", "python"));
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    String accepted = path.contains("admin") ? "/api/invitations/" : "/api/me/invitations/";
    return accepted + reply.json().get("id").asText();
  }

  private String invitedToOrganization(String address) {
    Map<String, String> acme = Map.of("slug", "acme", "name", "Acme", "username", "david");
    Done made = (Done) server.operate("org.create", acme);
    return invited(
        "/api/organizations/" + made.facts().values().get("id") + "/invitations",
        "{\"email\":\"%s\",\"role\":\"member\"}".formatted(address));
  }

  private static String asNewcomer(String joining) {
    return joining.replace("}", ",\"username\":\"susan\",\"password\":\"python\"}");
  }

  private String key(String credentials) {
    return scene
        .post("/api/me/keys", "{\"name\":\"k\",\"scopes\":[\"api\"]}", credentials)
        .json()
        .get("key")
        .asText();
  }

  private JsonNode impersonated() {
    Reply administrator =
        scene.post(
            "/api/login",
            "{\"username\":\"david\",\"password\":\"python\",\"scope\":\"users:impersonate\"}");
    Reply reply =
        scene.post(
            "/api/admin/users/%d/impersonation".formatted(server.account("susan").id()),
            "{\"reason\":\"They called.\",\"current_password\":\"python\"}",
            bearer(RoleScene.tokenOf(ok(administrator))));
    assertThat(reply.status()).as(reply.body()).isBetween(200, 201);
    return reply.json();
  }
}
