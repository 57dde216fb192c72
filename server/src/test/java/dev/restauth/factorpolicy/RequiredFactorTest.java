package dev.restauth.factorpolicy;

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
import dev.restauth.email.SentMails.Mail;
import dev.restauth.factor.FactorScene;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.factor.Totp;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.AdoptedScene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Users who must have a second factor. Before they enroll one, they can use no other call. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class RequiredFactorTest {
  private static final String SUSAN = basic("susan", "python");
  private static final String ENROLMENTS = "/api/enrolments";
  private static final String TOTP = ENROLMENTS + "/totp";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings("none")).on(() -> database);

  private final FactorScene scene = new FactorScene(server, clock);
  private final RoleScene roles = new RoleScene(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  private static Map<String, String> settings(String required) {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("email-login", "on");
    settings.put("require-factor", required);
    return settings;
  }

  private Reply get(String path, String... headers) {
    return scene.call("GET", path, Optional.empty(), headers);
  }

  private String challenge(String username) {
    Reply half = scene.logIn(username);
    assertThat(problem(half)).isEqualTo("401 enrolment-required");
    assertThat(half.json().get("factors").toString()).isEqualTo("[\"passkey\",\"totp\"]");
    return half.json().get("challenge").asText();
  }

  private static String member(String name, String value) {
    return "{\"%s\":\"%s\"}".formatted(name, value);
  }

  private Reply begin(String challenge, String more) {
    return scene.post(TOTP, "{\"challenge\":\"%s\"%s}".formatted(challenge, more));
  }

  private Reply complete(String challenge, JsonNode begun) {
    return scene.call(
        "PUT",
        TOTP,
        Optional.of(
            "{\"challenge\":\"%s\",\"request\":\"%s\",\"code\":\"%s\"}"
                .formatted(
                    challenge,
                    begun.get("request").asText(),
                    scene.code(FactorScene.totp(begun)))));
  }

  private String mailedCode(String challenge, String address) {
    Reply asked = scene.post(ENROLMENTS, member("challenge", challenge));
    assertThat(asked.status()).as(asked.body()).isEqualTo(202);
    return ",\"request\":\"%s\",\"code\":\"%s\""
        .formatted(asked.json().get("request").asText(), mails.nextWithCode(address).digits());
  }

  /**
   * Credentials may stem from the time before the account needed a factor. They give access to
   * nothing, and cannot be exchanged for credentials that give access.
   */
  @Test
  void nothingBypassesAFactorThatIsDue() {
    String address = mail.withAddress("susan", "python");
    AdoptedScene old = new AdoptedScene(server, clock);
    String adopted = old.bearer(7, "miguel", clock.instant().getEpochSecond() + 100_000);
    ok(get("/api/resource", adopted));
    server.calls().register("david", "python");
    assertThat(RoleScene.failure(roles.define("support", "users:impersonate"))).isEmpty();
    assertThat(RoleScene.failure(roles.assign("support", "david"))).isEmpty();
    App app = scene.enrol("david");
    Reply log = ok(get("/api/token?refresh=true", SUSAN));
    String token = bearer(log.json().get("token").asText());
    String refresh = log.json().get("refresh_token").asText();
    String key =
        scene
            .post("/api/me/keys", "{\"name\":\"k\",\"scopes\":[\"api\"]}", SUSAN)
            .json()
            .get("key")
            .asText();
    String keyToken = bearer(ok(get("/api/token", bearer(key))).json().get("token").asText());
    String acting = bearer(impersonate(app).json().get("token").asText());
    ok(get("/api/resource", acting));
    String mailed = mail.askedToLogIn(address);
    String digits = mails.nextWithCode(address).digits();
    String introspector = server.serviceKey("shop", "tokens:introspect");
    assertThat(roles.isActive(introspector, token.replaceFirst(".* ", ""))).isTrue();
    JsonNode begun = ok(scene.proved("susan", FactorScene.TOTP)).json();

    server.restart(settings("everybody"));

    String challenge = challenge("susan");
    String confirmed = FactorScene.CONFIRMED;
    Map<String, Supplier<Reply>> ways = new LinkedHashMap<>();
    ways.put("Basic for a token", () -> get("/api/token", SUSAN));
    ways.put("the original's Basic", () -> server.calls().get("/api/token", SUSAN));
    ways.put("Basic elsewhere", () -> get("/api/resource", SUSAN));
    ways.put("Basic for the account", () -> get("/api/me", SUSAN));
    ways.put("Basic with a code", () -> get("/api/token", SUSAN, "OTP: 123456"));
    ways.put("enrolment by Basic", () -> scene.begin(SUSAN));
    ways.put(
        "a begun enrolment by Basic",
        () -> scene.confirm(begun, scene.code(FactorScene.totp(begun)), SUSAN));
    ways.put(
        "another address by Basic",
        () -> scene.call("PUT", "/api/me/email", Optional.of(member("email", "a@b.cd")), SUSAN));
    ways.put("a key by Basic", () -> scene.post("/api/me/keys", "{\"name\":\"l\"}", SUSAN));
    ways.put("an old session", () -> get("/api/resource", token));
    ways.put("its renewal", () -> get("/api/token", token));
    ways.put("its step-up", () -> scene.post("/api/login", member("password", "python"), token));
    ways.put(
        "its enrolment", () -> scene.call("POST", FactorScene.TOTP, Optional.of(confirmed), token));
    ways.put("a refresh token", () -> roles.refresh(refresh, Map.of()));
    ways.put("a personal key", () -> get("/api/resource", bearer(key)));
    ways.put("a token for a key", () -> get("/api/token", bearer(key)));
    ways.put("an old token of a key", () -> get("/api/resource", keyToken));
    ways.put(
        "a mailed code", () -> scene.post("/api/login-codes/" + mailed, member("code", digits)));
    ways.put("a token of another application", () -> get("/api/resource", adopted));
    ways.put("a token for that", () -> get("/api/token", adopted));
    ways.put("an impersonated token", () -> get("/api/resource", acting));
    ways.put("impersonation", () -> impersonate(app));
    ways.put("a log-in by JSON", () -> scene.logIn("susan"));
    ways.put("a log-in with a code", () -> scene.logIn("susan", "123456"));
    ways.put(
        "the challenge with a code",
        () ->
            scene.post(
                "/api/login/factor",
                "{\"challenge\":\"%s\",\"code\":\"123456\"}".formatted(challenge)));
    ways.put("an enrolment without a code", () -> begin(challenge, ",\"code\":\"\""));
    ways.put("a wrong code", () -> begin(challenge, ",\"code\":\"a.b\""));
    ways.put("a begun enrolment without a code", () -> complete(challenge, begun));
    ways.forEach(
        (way, call) -> {
          Reply reply = call.get();
          assertThat(reply.status()).as("%s: %s", way, reply.body()).isBetween(400, 409);
          assertThat(reply.body()).as(way).doesNotContain("token\":").doesNotContain("secret");
        });
    assertThat(roles.isActive(introspector, token.replaceFirst(".* ", ""))).isFalse();
    assertThat(roles.isActive(introspector, keyToken.replaceFirst(".* ", ""))).isFalse();
    assertThat(roles.isActive(introspector, key)).isFalse();
    String reset = mail.asked(address);
    Reply done = mail.reset(reset, mails.nextWithCode(address).digits(), "python2");
    assertThat(done.status() + done.body()).as("a reset gives no token").isEqualTo("204");
    assertThat(problem(get("/api/token", basic("susan", "python2"))))
        .isEqualTo("401 enrolment-required");
  }

  private Reply impersonate(App app) {
    return scene.post(
        "/api/admin/users/%d/impersonation".formatted(server.account("susan").id()),
        "{\"reason\":\"They called.\",\"current_password\":\"python\"}",
        bearer(administrator(app)));
  }

  private String administrator(App app) {
    scene.nextStep();
    Reply reply =
        scene.post(
            "/api/login",
            "{\"username\":\"david\",\"password\":\"python\",\"code\":\"%s\",\"scope\":\"users:impersonate\"}"
                .formatted(scene.code(app.totp())));
    return RoleScene.tokenOf(reply);
  }

  @Test
  void theMailboxEnrolsAndTheAnswerLogsIn() {
    String address = mail.withAddress("susan", "python");
    server.restart(settings("everybody"));
    String challenge = challenge("susan");
    String code = mailedCode(challenge, address);
    ok(begin(challenge, code));
    assertThat(problem(begin(challenge("susan"), code))).as("once").isEqualTo("403 invalid-code");
    JsonNode begun = ok(begin(challenge, "")).json(); // the response was lost
    JsonNode enrolled = ok(complete(challenge, begun)).json();
    assertThat(enrolled.get("recovery_codes")).hasSize(10);
    String token = enrolled.get("token").asText();
    assertThat(RoleScene.claims(token).get("acr").asText()).isEqualTo("2");
    ok(get("/api/resource", bearer(token)));
    assertThat(problem(complete(challenge, begun))).isEqualTo("403 invalid-code");
    scene.nextStep();
    ok(scene.logIn("susan", scene.code(FactorScene.totp(begun))));
  }

  @Test
  void aCodeOfOneAccountDoesNotEnrolAnother() {
    String address = mail.withAddress("susan", "python");
    server.calls().register("david", "python");
    server.restart(settings("everybody"));
    String code = mailedCode(challenge("susan"), address);
    assertThat(problem(begin(challenge("david"), code))).isEqualTo("403 invalid-code");
    assertThat(problem(scene.post(ENROLMENTS, member("challenge", challenge("david")))))
        .isEqualTo("409 no-address");
  }

  @Test
  void theOperatorPrintsACode() {
    server.calls().register("susan", "python");
    assertThat(RoleScene.failure(server.operate("user.enrol", Map.of("username", "susan"))))
        .as("need not")
        .isPresent();
    server.restart(settings("everybody"));
    String first = printed();
    String code = printed();
    String challenge = challenge("susan");
    assertThat(problem(begin(challenge, ",\"code\":\"%s\"".formatted(first))))
        .as("a later one replaces it")
        .isEqualTo("403 invalid-code");
    JsonNode begun = ok(begin(challenge, ",\"code\":\"%s\"".formatted(code))).json();
    ok(complete(challenge, begun));
    assertThat(RoleScene.failure(server.operate("user.enrol", Map.of("username", "susan"))))
        .as("has one")
        .isPresent();
    assertThat(RoleScene.failure(server.operate("user.enrol", Map.of("username", "nobody"))))
        .isPresent();
  }

  private String printed() {
    dev.restauth.operator.Reply reply = server.operate("user.enrol", Map.of("username", "susan"));
    return String.valueOf(((dev.restauth.operator.Reply.Done) reply).facts().values().get("code"));
  }

  /**
   * The requirement begins when a user becomes an administrator, through a new role or through a
   * change of the role.
   */
  @Test
  void administratorsMustHaveOneFromTheirAppointmentOn() {
    server.restart(settings("administrators"));
    server.calls().register("susan", "python");
    server.calls().register("david", "python");
    String token = bearer(RoleScene.tokenOf(get("/api/token", SUSAN)));
    String david = basic("david", "python");
    assertThat(RoleScene.failure(roles.define("clerk", "invoices"))).isEmpty();
    assertThat(RoleScene.failure(roles.define("support", "users:read"))).isEmpty();
    assertThat(RoleScene.failure(roles.assign("clerk", "david"))).isEmpty();
    ok(get("/api/resource", token));
    ok(get("/api/resource", david));
    assertThat(RoleScene.failure(roles.assign("support", "susan"))).isEmpty();
    assertThat(problem(get("/api/token", token))).isEqualTo("401 unauthorized");
    assertThat(problem(get("/api/admin/users?q=d", SUSAN))).isEqualTo("401 enrolment-required");
    ok(get("/api/resource", david));
    assertThat(RoleScene.failure(roles.define("clerk", "invoices users:read"))).isEmpty();
    assertThat(problem(get("/api/resource", david))).isEqualTo("401 enrolment-required");
    assertThat(RoleScene.failure(roles.take("support", "susan"))).isEmpty();
    ok(get("/api/resource", SUSAN));
  }

  @Test
  void theLastFactorOfSomebodyWhoMustHaveOneStays() {
    server.calls().register("susan", "python");
    App app = scene.enrol("susan");
    server.restart(settings("everybody"));
    String token = bearer(scene.token("susan", app));
    assertThat(
            problem(
                scene.call("DELETE", FactorScene.TOTP, Optional.of(FactorScene.CONFIRMED), token)))
        .isEqualTo("409 last-factor");
    JsonNode begun =
        ok(scene.call("POST", FactorScene.TOTP, Optional.of(FactorScene.CONFIRMED), token)).json();
    Totp another = FactorScene.totp(begun);
    ok(scene.confirm(begun, scene.code(another), token));
    ok(get("/api/resource", token));
  }

  @Test
  void theLastPasskeyOfSomebodyWhoMustHaveAFactorStays() {
    server.calls().register("susan", "python");
    SoftAuthenticator authenticator = SoftAuthenticator.at("accounts.example");
    PasskeyScene passkeys = new PasskeyScene(scene);
    String passkey = passkeys.registered("susan", authenticator).at("/passkey/id").asText();
    server.restart(settings("everybody"));
    String token = bearer(passkeys.token(authenticator));
    Supplier<Reply> remove =
        () ->
            scene.call(
                "DELETE",
                PasskeyScene.PASSKEYS + "/" + passkey,
                Optional.of(FactorScene.CONFIRMED),
                token);
    assertThat(problem(remove.get())).isEqualTo("409 last-factor");
    JsonNode begun =
        ok(scene.call("POST", FactorScene.TOTP, Optional.of(FactorScene.CONFIRMED), token)).json();
    ok(scene.confirm(begun, scene.code(FactorScene.totp(begun)), token));
    assertThat(remove.get().status()).isEqualTo(204);
  }

  @Test
  void oneOfTheLastTwoPasskeysStaysHoweverManyAreRemovedAtOnce() {
    server.calls().register("susan", "python");
    SoftAuthenticator first = SoftAuthenticator.at("accounts.example");
    SoftAuthenticator second = SoftAuthenticator.at("accounts.example");
    PasskeyScene passkeys = new PasskeyScene(scene);
    List<String> ids = new ArrayList<>();
    ids.add(passkeys.registered("susan", first).at("/passkey/id").asText());
    server.restart(settings("everybody"));
    String token = bearer(passkeys.token(first));
    JsonNode begun =
        ok(scene.post(PasskeyScene.PASSKEYS + "/options", FactorScene.CONFIRMED, token)).json();
    ids.add(
        ok(passkeys.register(begun, second.create(begun.get("publicKey")), token))
            .json()
            .at("/passkey/id")
            .asText());
    List<Integer> statuses =
        ids.parallelStream()
            .map(
                id ->
                    scene
                        .call(
                            "DELETE",
                            PasskeyScene.PASSKEYS + "/" + id,
                            Optional.of(FactorScene.CONFIRMED),
                            token)
                        .status())
            .sorted()
            .toList();
    assertThat(statuses).containsExactly(204, 409);
  }

  @Test
  void aMailboxThatGaveTheCodeToLogInDoesNotGiveTheOneToEnrol() {
    String address = mail.withAddress("susan", "python");
    server.restart(settings("everybody"));
    mail.later();
    String mailed = mail.askedToLogIn(address);
    Reply half = mail.logIn(mailed, mails.nextWithCode(address).digits());
    assertThat(half.json().get("type").asText()).endsWith("/enrolment-required");
    String challenge = half.json().get("challenge").asText();
    assertThat(problem(scene.post("/api/enrolments", member("challenge", challenge))))
        .isEqualTo("403 password-required");
    assertThat(problem(begin(challenge, ",\"request\":\"r\",\"code\":\"1\"")))
        .isEqualTo("403 password-required");
  }

  private void resetPassword(String address) {
    Reply reset = mail.reset(mail.asked(address), mails.nextWithCode(address).digits(), "python");
    assertThat(reset.status()).as(reset.body()).isEqualTo(204);
    mail.later();
  }

  /** Otherwise the mailbox alone would suffice to take over the account. */
  @Test
  void aMailboxThatReplacedThePasswordDoesNotGiveTheCodeToEnrol() {
    String address = mail.withAddress("susan", "python");
    resetPassword(address);
    Reply early = scene.post("/api/me/factors/code", FactorScene.CONFIRMED, SUSAN);
    String request = early.json().get("request").asText();
    String digits = mails.nextWithCode(address).digits();
    server.restart(settings("everybody"));

    String challenge = challenge("susan");
    assertThat(problem(scene.post(ENROLMENTS, member("challenge", challenge))))
        .isEqualTo("409 recovered-recently");
    String mailed = ",\"request\":\"%s\",\"code\":\"%s\"".formatted(request, digits);
    assertThat(problem(begin(challenge, mailed)))
        .as("a code from before it was due")
        .isEqualTo("409 recovered-recently");
    String likeAnOperators = ",\"code\":\"%s.%s\"".formatted(request, digits);
    assertThat(problem(begin(challenge, likeAnOperators)))
        .as("the same, in the form of an operator's code")
        .isEqualTo("403 invalid-code");
    assertThat(
            problem(
                scene.post(
                    ENROLMENTS + "/passkey/options",
                    "{\"challenge\":\"%s\"%s}".formatted(challenge, mailed))))
        .isEqualTo("409 recovered-recently");
    ok(begin(challenge, ",\"code\":\"%s\"".formatted(printed())));

    clock.move(Duration.ofDays(7));
    String later = challenge("susan");
    ok(complete(later, ok(begin(later, mailedCode(later, address))).json()));
  }

  /** Only the mailbox shows who owns an account that never had a password. */
  @Test
  void aMailboxThatSetTheFirstPasswordGivesTheCodeToEnrol() {
    AdministratorCalls calls = new AdministratorCalls(server);
    String address = MailCalls.freshAddress();
    Reply made =
        calls.json(
            "POST",
            AdministratorCalls.USERS,
            "{\"username\":\"susan\",\"email\":\"%s\"}".formatted(address),
            calls.administrator("support", "users:write"));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    Mail first = mails.next(address);
    String request = first.fragment().replaceFirst("\\..*", "");
    assertThat(mail.reset(request, first.secret(), "python").status()).isEqualTo(204);
    mail.later();
    server.restart(settings("everybody"));

    String challenge = challenge("susan");
    ok(complete(challenge, ok(begin(challenge, mailedCode(challenge, address))).json()));
  }

  @Test
  void serviceAccountsNeedNone() {
    assertThat(
            RoleScene.failure(
                server.operate("user.create", Map.of("username", "nightly", "service", "true"))))
        .isEmpty();
    server.restart(settings("everybody"));
    assertThat(RoleScene.failure(server.operate("user.enrol", Map.of("username", "nightly"))))
        .isPresent();
  }

  @Test
  void administratorsBeyondLoopbackByDefault() {
    Map<String, String> reachable = settings("none");
    reachable.remove("require-factor");
    server.calls().register("susan", "python");
    assertThat(RoleScene.failure(roles.define("support", "users:read"))).isEmpty();
    assertThat(RoleScene.failure(roles.assign("support", "susan"))).isEmpty();
    server.restart(reachable);
    ok(get("/api/resource", SUSAN));
    reachable.put("trusted-proxies", "127.0.0.1");
    server.restart(reachable);
    assertThat(problem(get("/api/resource", SUSAN))).isEqualTo("401 enrolment-required");
  }
}
