package dev.restauth.event;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls;
import dev.restauth.oauth.ClientScene;
import dev.restauth.oauth.OauthCalls;
import dev.restauth.oauth.OidcScene;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Reply.Done;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Causes each type of event. */
final class EveryEvent {
  private static final String ELSEWHERE = "X-Forwarded-For: 198.51.100.7";
  private static final String THIRD = "X-Forwarded-For: 203.0.113.9";

  private final TestServer server;
  private final SetClock clock;
  private final SentMails mails;
  private final HttpCalls calls;
  private final MailCalls mail;

  EveryEvent(TestServer server, SetClock clock, SentMails mails) {
    this.server = server;
    this.clock = clock;
    this.mails = mails;
    this.calls = server.calls();
    this.mail = new MailCalls(server, clock, mails);
  }

  /** Causes one event of each type at least. */
  void cause() {
    accountsAndMails();
    logIns();
    sessions();
    commands();
    administrators();
    changesByAdministrators();
    impersonations();
    keys();
    registeredClients();
    factors();
    consents();
    clients();
    server.runMaintenance(); // stores the sums of failures
  }

  private void administrators() {
    AdministratorCalls admin = new AdministratorCalls(server);
    String root = admin.administrator("root", "users:write invitations:write");
    String address = mail.withAddress("nina", "python");
    String path = "/api/admin/users/" + admin.id("nina");
    String sid = RoleScene.claims(calls.token("nina", "python")).get("sid").asText();
    assertThat(admin.call("DELETE", path + "/sessions/" + sid, root).status()).isEqualTo(204);
    assertThat(admin.call("POST", path + "/password-reset", root).status()).isEqualTo(202);
    mails.next(address);
    accept(invited(admin, freshAddress(), root), ",\"username\":\"otto\",\"password\":\"python\"");
    mail.later();
    String invitation = invited(admin, address, root);
    admin.operate("user.disable", Map.of("username", "root"));
    assertThat(accept(invitation, "", basic("nina", "python")).status()).isEqualTo(403);
    admin.operate("user.enable", Map.of("username", "root"));
    admin.give("boss", "nina", "roles:assign");
    assertThat(admin.call("DELETE", path + "/sessions", root).status()).isEqualTo(403);
    admin.operate("user.uninvite", Map.of("id", invitation.replaceFirst("\\..*", "")));
  }

  /** Invites an address, and returns the code in the mail. */
  private String invited(AdministratorCalls admin, String address, String inviter) {
    String body = "{\"email\":\"" + address + "\"}";
    assertThat(admin.json("POST", "/api/admin/invitations", body, inviter).status()).isEqualTo(201);
    return mails.next(address).fragment();
  }

  private HttpCalls.Reply accept(String fragment, String more, String... credentials) {
    String[] parts = fragment.split("\\.", 2);
    return calls.post(
        "/api/invitations/" + parts[0], "{\"code\":\"" + parts[1] + "\"" + more + "}", credentials);
  }

  private void factors() {
    calls.register("fanny", "python");
    FactorScene scene = new FactorScene(server, clock);
    FactorScene.App app = scene.enrol("fanny");
    assertThat(scene.logIn("fanny", "000000").status()).isEqualTo(403);
    FactorScene.ok(scene.logIn("fanny", app.recoveryCodes().getFirst()));
    String token = RoleScene.bearer(scene.token("fanny", app));
    FactorScene.ok(
        scene.post(FactorScene.FACTORS + "/recovery-codes", FactorScene.CONFIRMED, token));
    scene.call("DELETE", FactorScene.TOTP, Optional.of(FactorScene.CONFIRMED), token);
    device(scene, scene.enrol("fanny"));
    server.operate("user.remove-factors", Map.of("username", "fanny"));
    passkeys(scene);
    lostFactor(scene);
  }

  private void device(FactorScene scene, FactorScene.App app) {
    TestBrowser browser = new TestBrowser(calls);
    HttpCalls.Reply half =
        browser.submit(browser.get("/login"), Map.of("username", "fanny", "password", "python"));
    browser.submit(browser.follow(half), Map.of("code", scene.code(app.totp()), "remember", "yes"));
    String devices = "/api/me/devices";
    String token = RoleScene.bearer(scene.token("fanny", app));
    String id = calls.get(devices, token).json().at("/devices/0/id").asText();
    assertThat(calls.call("DELETE", devices + "/" + id, Optional.empty(), token).status())
        .isEqualTo(204);
  }

  private void clients() {
    calls.register("buyer", "python");
    ClientScene scene = new ClientScene(server);
    scene.publicClient("shop");
    String code = scene.code("shop", "buyer");
    assertThat(scene.redeem("shop", code).status()).isEqualTo(200);
    assertThat(scene.redeem("shop", code).status()).isEqualTo(400);
  }

  private void passkeys(FactorScene scene) {
    PasskeyScene passkeys = new PasskeyScene(scene);
    SoftAuthenticator authenticator = SoftAuthenticator.at("accounts.example");
    authenticator.counter = 1;
    passkeys.registered("fanny", authenticator);
    assertThat(passkeys.logIn(authenticator).status()).as("the counter stayed").isEqualTo(403);
    authenticator.counter = 2;
    authenticator.backedUp = false;
    String token = RoleScene.bearer(passkeys.token(authenticator));
    JsonNode begun =
        FactorScene.ok(scene.post(PasskeyScene.PASSKEYS + "/options", FactorScene.CONFIRMED, token))
            .json();
    SoftAuthenticator second = SoftAuthenticator.at("accounts.example");
    FactorScene.ok(passkeys.register(begun, second.create(begun.get("publicKey")), token));
    assertThat(scene.call("DELETE", "/api/me/password", Optional.empty(), token).status())
        .isEqualTo(204);
  }

  private void lostFactor(FactorScene scene) {
    String address = mail.withAddress("gwen", "python");
    scene.enrol("gwen");
    mails.all(server, address);
    mail.later();
    String challenge = scene.logIn("gwen").json().get("challenge").asText();
    assertThat(
            scene
                .post("/api/factor-removals", "{\"challenge\":\"%s\"}".formatted(challenge))
                .status())
        .isEqualTo(202);
    String code = "{\"code\":\"%s\"}".formatted(mails.next(address).fragment());
    assertThat(scene.post("/api/factor-removals/stop", code).status()).isEqualTo(204);
  }

  private void impersonations() {
    for (String name : List.of("support", "chief", "visited")) {
      calls.register(name, "python");
    }
    server.operate("role.define", Map.of("role", "support", "scopes", "users:impersonate"));
    server.operate("role.define", Map.of("role", "chief", "scopes", "users:write"));
    for (String name : List.of("support", "chief")) {
      server.operate("role.assign", Map.of("role", name, "username", name));
    }
    assertThat(impersonate("visited")).isEqualTo(201);
    assertThat(impersonate("chief")).isEqualTo(403);
  }

  private int impersonate(String username) {
    return calls
        .post(
            "/api/admin/users/" + server.account(username).id() + "/impersonation",
            "{\"reason\":\"They called.\"}",
            basic("support", "python"))
        .status();
  }

  private void changesByAdministrators() {
    server.operate(
        "user.create", Map.of("username", "king", "password", "python", "admin", "true"));
    server.operate("role.define", Map.of("role", "helper", "scopes", "users:write"));
    calls.register("helper", "python");
    server.operate("role.assign", Map.of("role", "helper", "username", "helper"));
    calls.register("subject", "python");
    String subject = "/api/admin/users/" + server.account("subject").id();
    String chief = "/api/admin/users/" + server.account("king").id();
    String body = "{\"username\":\"object\",\"display_name\":\"O\"}";
    assertThat(mail.json("PATCH", subject, body, basic("king", "python")).status()).isEqualTo(200);
    server.operate("user.create", Map.of("username", "robot", "service", "true"));
    String robot = "/api/admin/users/" + server.account("robot").id();
    String owner = "{\"owner\":" + server.account("king").id() + "}";
    assertThat(mail.json("PATCH", robot, owner, basic("king", "python")).status()).isEqualTo(200);
    HttpCalls.Reply key =
        mail.json("POST", robot + "/keys", "{\"name\":\"k\"}", basic("king", "python"));
    String path = robot + "/keys/" + key.json().get("id").asText();
    assertThat(calls.call("DELETE", path, Optional.empty(), basic("king", "python")).status())
        .isEqualTo(204);
    assertThat(mail.json("PATCH", chief, "{}", basic("helper", "python")).status()).isEqualTo(403);
  }

  private void accountsAndMails() {
    String first = mail.withAddress("susan", "python");
    assertThat(calls.register("susan", "python").status()).isEqualTo(400);
    String second = freshAddress();
    Mail notice = mail.changed(basic("susan", "python"), first, second);
    assertThat(mail.undo(notice.fragment()).status()).isEqualTo(200);
    Mail reset = mails.nextWithCode(first);
    String request = reset.fragment().replaceFirst("\\..*", "");
    assertThat(mail.reset(request, reset.secret(), "viper snake").status()).isEqualTo(204);

    calls.register("pat", "python");
    assertThat(
            mail.json(
                    "PUT",
                    "/api/me/username",
                    "{\"username\":\"patricia\",\"current_password\":\"python\"}",
                    basic("pat", "python"))
                .status())
        .isEqualTo(204);
    assertThat(
            calls
                .post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"viper snake\"}",
                    basic("patricia", "python"))
                .status())
        .isEqualTo(204);
    // Closing an account erases the networks of all its events, so this test closes an extra
    // account.
    calls.register("closed", "python");
    assertThat(
            calls.call("DELETE", "/api/me", Optional.empty(), basic("closed", "python")).status())
        .isEqualTo(204);
  }

  private void logIns() {
    calls.register("victim", "python");
    for (int i = 0; i < 5; i++) {
      calls.get("/api/token", basic("victim", "wrong"), ELSEWHERE);
    }
    assertThat(calls.get("/api/token", basic("victim", "wrong"), ELSEWHERE).status())
        .isEqualTo(429);
    assertThat(calls.get("/api/token", basic("o'brien", "python")).status()).isEqualTo(200);
    assertThat(calls.get("/api/token", basic("kim", "python"), THIRD).status()).isEqualTo(401);
  }

  private void sessions() {
    String token = calls.token("victim", "python");
    String other = calls.token("victim", "python");
    assertThat(
            mail.json(
                    "DELETE",
                    "/api/me/sessions",
                    "{\"current_password\":\"python\"}",
                    "Authorization: Bearer " + token)
                .status())
        .isEqualTo(204);
    assertThat(other).isNotEqualTo(token);
    assertThat(
            calls
                .call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token)
                .status())
        .isEqualTo(204);
    String key =
        calls
            .post("/api/me/keys", "{\"name\":\"k\"}", basic("victim", "python"))
            .json()
            .get("key")
            .asText();
    assertThat(calls.form("/oauth/revoke", "token=" + key).status()).isEqualTo(200);
    OauthCalls oauth = new OauthCalls(calls);
    String refresh = oauth.logIn("victim", "python").refresh();
    oauth.refreshed(oauth.refreshed(refresh).refresh());
    assertThat(oauth.refresh(refresh).status()).isEqualTo(400);
  }

  private void commands() {
    Map<String, String> john = Map.of("username", "john");
    server.operate("user.create", Map.of("username", "john", "password", "python"));
    for (String operation : List.of("show", "unlock", "disable", "enable", "end-sessions")) {
      assertThat(server.operate("user." + operation, john)).isInstanceOf(Done.class);
    }
    server.operate("user.set-password", Map.of("username", "john", "password", "viper snake"));
    server.operate("role.define", Map.of("role", "editor", "scopes", "posts:write"));
    Map<String, String> editor = Map.of("role", "editor", "username", "john");
    for (String operation : List.of("assign", "take", "delete")) {
      assertThat(server.operate("role." + operation, editor)).isInstanceOf(Done.class);
    }
    server.operate("user.set-attributes", Map.of("username", "john", "attributes", "{}"));
    organizations(john);
    assertThat(server.operate("user.close", john)).isInstanceOf(Done.class);
    Map<String, String> shop = Map.of("name", "shop");
    server.serviceKey("shop", "tokens:introspect");
    for (String operation : List.of("disable", "enable", "delete")) {
      assertThat(server.operate("service-key." + operation, shop)).isInstanceOf(Done.class);
    }
  }

  /** Makes and withdraws an invitation as john, who owns the organization. */
  private void invitations(String path) {
    String john = basic("john", "viper snake");
    String id =
        calls
            .post(path, "{\"email\":\"" + freshAddress() + "\",\"role\":\"member\"}", john)
            .json()
            .get("id")
            .asText();
    assertThat(calls.call("DELETE", path + "/" + id, Optional.empty(), john).status())
        .isEqualTo(204);
  }

  private void decline(String path) {
    String john = basic("john", "viper snake");
    String address = mail.withAddress("guest", "python");
    String body = "{\"email\":\"" + address + "\",\"role\":\"member\"}";
    String id = calls.post(path, body, john).json().get("id").asText();
    assertThat(
            calls
                .call(
                    "DELETE",
                    "/api/me/invitations/" + id,
                    Optional.empty(),
                    basic("guest", "python"))
                .status())
        .isEqualTo(204);
  }

  private void organizations(Map<String, String> john) {
    Map<String, String> acme = new HashMap<>(john);
    acme.putAll(Map.of("slug", "acme", "name", "Acme"));
    calls.register("lisa", "python");
    Reply made = server.operate("org.create", acme);
    acme.putAll(Map.of("name", "Acme Ltd", "username", "lisa"));
    assertThat(server.operate("org.rename", acme)).isInstanceOf(Done.class);
    String path = "/api/organizations/" + ((Done) made).facts().values().get("id") + "/invitations";
    invitations(path);
    decline(path);
    for (String role : List.of("member", "admin")) {
      acme.put("role", role);
      assertThat(server.operate("org.add", acme)).isInstanceOf(Done.class);
    }
    for (String operation : List.of("remove", "delete")) {
      assertThat(server.operate("org." + operation, acme)).isInstanceOf(Done.class);
    }
    assertThat(server.operate("org.define", Map.of("role", "admin", "scopes", "docs:read")))
        .isInstanceOf(Done.class);
  }

  private void consents() {
    assertThat(calls.register("fiona", "python").status()).isEqualTo(201);
    OidcScene scene = new OidcScene(server);
    var _ = scene.addWeb();
    assertThat(scene.browser("fiona").code(OidcScene.request())).isNotEmpty();
    assertThat(
            calls
                .call(
                    "DELETE",
                    "/api/me/consents/" + OidcScene.WEB,
                    Optional.empty(),
                    basic("fiona", "python"))
                .status())
        .isEqualTo(204);
  }

  private void registeredClients() {
    AdministratorCalls admin = new AdministratorCalls(server);
    String metadata = "{\"redirect_uris\":[\"https://shop.example/cb\"]}";
    admin.operate("client.create", Map.of("id", "store", "metadata", metadata));
    admin.operate("client.change", Map.of("id", "store", "metadata", "{\"pkce\":\"optional\"}"));
    admin.operate("client.disable", Map.of("id", "store"));
    admin.operate("client.enable", Map.of("id", "store"));
    for (int i = 0; i < 2; i++) { // the second rotation removes the oldest secret
      admin.operate("client.rotate-secret", Map.of("id", "store"));
    }
    server.calls().form("/oauth/token", "grant_type=x", basic("store", "wrong"));
    admin.operate("client.remove", Map.of("id", "store"));
  }

  private void keys() {
    Done rotated = (Done) server.operate("key.rotate", Map.of("at_once", "true"));
    server.operate(
        "key.revoke", Map.of("kid", String.valueOf(rotated.facts().values().get("kid"))));
    server.operate("key.rewrap", Map.of());
    for (int minutes : List.of(55, 20, 20, 55, 20, 20)) {
      clock.move(Duration.ofMinutes(minutes));
      server.runMaintenance();
    }
  }
}
