package dev.restauth.admin;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.USERS;
import static dev.restauth.role.AdministratorCalls.ok;
import static dev.restauth.role.AdministratorCalls.path;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Accounts that administrators find, create, change, disable and close. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
@ExtendWith(QuietLogs.class)
class AdminUsersTest {
  private static final String ADMIN = basic("admin", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final AdministratorCalls scene = new AdministratorCalls(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  @BeforeEach
  void makeAdministrator() {
    scene.administrator("admin", "users:read", "users:write", "roles:assign");
  }

  private List<String> names(String query) {
    return scene.names(query, ADMIN);
  }

  private String refused(String query) {
    return problem(scene.get(USERS + query, ADMIN));
  }

  @Test
  void findsAccountsExactlyByPrefixRoleAndState() {
    String address = mail.withAddress("miguel", "python");
    for (String name : List.of("mia", "Mia", "zo\u00eb", "a%b")) {
      scene.user(name);
    }
    scene.operate("user.disable", Map.of("username", "mia"));
    long closed = scene.user("gone");
    scene.operate("user.close", Map.of("username", "gone"));
    scene.define("editor", "posts:write");
    scene.assign("editor", "miguel");
    scene.assign("editor", "mia");

    assertThat(names("?username=miguel")).containsExactly("miguel");
    assertThat(names("?username=Miguel")).isEmpty();
    assertThat(names("?username=a%25b")).containsExactly("a%b");
    assertThat(names("?username=zoe%CC%88")).as("another Unicode form").containsExactly("zo\u00eb");
    assertThat(names("?username=x%00y")).isEmpty();
    assertThat(names("?prefix=x%00y")).isEmpty();
    assertThat(names("?email=" + address.toUpperCase(java.util.Locale.ROOT)))
        .containsExactly("miguel");
    assertThat(names("?email=" + address + "&state=disabled")).isEmpty();
    assertThat(names("?email=nobody@example.com")).isEmpty();
    assertThat(names("?prefix="))
        .containsExactly("Mia", "a%b", "admin", "mia", "miguel", "zo\u00eb");
    assertThat(names("?prefix=mi")).containsExactly("mia", "miguel");
    assertThat(names("?prefix=%25")).as("no pattern").isEmpty();
    assertThat(names("?role=editor")).containsExactly("miguel", "mia");
    assertThat(names("?role=editor&state=disabled")).containsExactly("mia");
    assertThat(names("?role=unknown")).isEmpty();
    assertThat(names("?username=:" + closed)).isEmpty();
    JsonNode erased = ok(scene.get(USERS + "?username=:" + closed + "&state=closed", ADMIN), 200);
    assertThat(erased.get("users").get(0).get("username").isNull()).isTrue();
    assertThat(erased.get("users").get(0).get("id").asLong()).isEqualTo(closed);
    String tomorrow = clock.instant().plusSeconds(86_400).toString();
    assertThat(names("?created_after=" + tomorrow)).isEmpty();
    assertThat(names("?created_after=2020-01-01T00:00:00Z&prefix=mi")).hasSize(2);

    assertThat(refused("?username=mia&prefix=mi")).isEqualTo("400 invalid-parameter");
    assertThat(refused("?email=a@example.com&role=editor")).isEqualTo("400 invalid-parameter");
    for (String query :
        List.of("?email=x", "?role=A", "?state=gone", "?limit=201", "?created_after=now")) {
      assertThat(refused(query)).as(query).isEqualTo("400 invalid-parameter");
    }
    assertThat(refused("?state=closed" + "&x=1".repeat(100)))
        .as("more parameters than are read")
        .isEqualTo("400 invalid-parameter");
  }

  /** An adopted address stays as it was in the other system, and several accounts may share it. */
  @Test
  void findsAllAccountsWithASharedAddress() {
    long one = scene.stored("one");
    long other = scene.stored("other");
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "UPDATE account SET email = 'Anna@Example.COM' WHERE id IN (?, ?)",
                        one,
                        other));
    String query = "?email=anna@example.com&limit=1";
    JsonNode first = ok(scene.get(USERS + query, ADMIN), 200);
    assertThat(first.get("users").get(0).get("email").asText()).isEqualTo("Anna@Example.COM");
    assertThat(first.get("users").get(0).get("email_verified").asBoolean()).isFalse();
    assertThat(names(query)).containsExactly("one");
    assertThat(names(query + "&cursor=" + first.get("next").asText())).containsExactly("other");
  }

  /**
   * Each account is on exactly one page. The server examines at most a thousand accounts for a
   * page, even if the page is then empty.
   */
  @Test
  void pagesHaveEachAccountOnceAndExamineAThousandAtMost() {
    int count = 1_205;
    server
        .store()
        .inTransaction(
            tx -> {
              AccountRows rows = new AccountRows(tx);
              IntStream.range(0, count)
                  .forEach(i -> rows.create("u%04d".formatted(i), "no hash", Instant.EPOCH));
              return true;
            });
    scene.operate("user.disable", Map.of("username", "u1203"));
    for (String query : List.of("?limit=200", "?limit=200&prefix=", "?limit=200&prefix=u")) {
      List<String> all = new ArrayList<>();
      int pages = walk(query, all);
      assertThat(all).as(query).doesNotHaveDuplicates().hasSizeBetween(count, count + 1);
      assertThat(pages).isEqualTo(7);
    }
    List<String> disabled = new ArrayList<>();
    assertThat(walk("?state=disabled", disabled)).isEqualTo(2);
    assertThat(disabled).containsExactly("u1203");
    assertThat(names("?state=disabled")).as("the first page").isEmpty();
  }

  /** Follows the links of a list, and returns the number of pages. */
  private int walk(String query, List<String> names) {
    String path = USERS + query;
    int pages = 0;
    while (!path.isEmpty()) {
      Reply reply = scene.get(path, ADMIN);
      ok(reply, 200).get("users").forEach(user -> names.add(user.get("username").asText()));
      pages++;
      Optional<String> link = reply.header("link");
      assertThat(link.isPresent()).isEqualTo(!reply.json().get("next").isNull());
      path =
          link.map(each -> each.replaceFirst("^<https?://[^/]*(.*)>; rel=\"next\"$", "$1"))
              .orElse("");
    }
    return pages;
  }

  @Test
  void showsAllOfAnAccountButNoSecret() {
    String address = mail.withAddress("miguel", "python");
    scene.json(
        "PATCH",
        "/api/me",
        "{'display_name':'Miguel','locale':'de','attributes':{'a':1}}",
        basic("miguel", "python"));
    scene.define("editor", "posts:write");
    scene.assign("editor", "miguel");
    Reply reply = scene.get(path(scene.id("miguel")), ADMIN);
    JsonNode user = ok(reply, 200);
    List<String> members = new ArrayList<>();
    user.fieldNames().forEachRemaining(members::add);
    assertThat(members)
        .containsExactly(
            "id",
            "username",
            "state",
            "created_at",
            "email",
            "email_verified",
            "display_name",
            "roles",
            "locale",
            "attributes",
            "admin_attributes",
            "scopes",
            "has_password",
            "adopted_from",
            "kind",
            "owner");
    assertThat(user.get("email").asText()).isEqualTo(address);
    assertThat(user.get("email_verified").asBoolean()).isTrue();
    assertThat(user.get("display_name").asText()).isEqualTo("Miguel");
    assertThat(user.get("roles").toString()).isEqualTo("[\"editor\"]");
    assertThat(user.get("scopes").toString()).isEqualTo("[\"posts:write\"]");
    assertThat(user.get("attributes").toString()).isEqualTo("{\"a\":1}");
    assertThat(user.get("has_password").asBoolean()).isTrue();
    assertThat(reply.body()).doesNotContain("argon2");
    String tag = reply.header("etag").orElseThrow();
    assertThat(scene.get(path(scene.id("miguel")), ADMIN, "If-None-Match: " + tag).status())
        .isEqualTo(304);
    assertThat(problem(scene.get(path(999_999), ADMIN))).isEqualTo("404 not-found");
    assertThat(problem(scene.get(USERS + "/99999999999999999999", ADMIN)))
        .isEqualTo("404 not-found");
  }

  /** Otherwise, an administrator could send any number of mails to a stranger. */
  @Test
  void anAddressGetsOnlyOneFirstPasswordAMinute() {
    String body = "{'username':'%s','email':'" + MailCalls.freshAddress() + "'}";
    assertThat(create(body.formatted("anna"))).isEqualTo("201");
    assertThat(create(body.formatted("ben"))).isEqualTo("429 too-many-requests");
    assertThat(names("?username=ben")).as("nothing was stored").isEmpty();

    clock.move(Duration.ofMinutes(1));
    assertThat(create(body.formatted("ben"))).isEqualTo("201");
  }

  /**
   * Only the user receives the code. By setting the first password, the user confirms the address.
   */
  @Test
  void createsAnAccountWhoseUserSetsTheFirstPassword() {
    String address = MailCalls.freshAddress();
    scene.define("editor", "posts:write");
    Reply reply =
        scene.json(
            "POST",
            USERS,
            "{'username':'anna','email':'%s','display_name':'Anna','roles':['editor']}"
                .formatted(address),
            ADMIN);
    JsonNode created = ok(reply, 201);
    assertThat(reply.header("location").orElseThrow()).endsWith(path(scene.id("anna")));
    assertThat(reply.header("etag")).isPresent();
    assertThat(created.get("has_password").asBoolean()).isFalse();
    assertThat(created.get("email_verified").asBoolean()).isFalse();
    assertThat(created.get("roles").get(0).asText()).isEqualTo("editor");
    Mail sent = mails.next(address);
    assertThat(reply.body()).doesNotContain(sent.secret());
    String request = sent.fragment().replaceFirst("\\..*", "");
    assertThat(mail.reset(request, sent.secret(), "viper snake").status()).isEqualTo(204);
    assertThat(mail.me(basic("anna", "viper snake")).get("email_verified").asBoolean()).isTrue();

    assertThat(create("{'username':'anna'}")).isEqualTo("400 username-taken");
    assertThat(create("{'username':'ben','email':'%s'}".formatted(address)))
        .isEqualTo("409 email-taken");
    assertThat(create("{'username':'b:n'}")).isEqualTo("400 invalid-username");
    assertThat(create("{'username':'ben','email':'x'}")).isEqualTo("400 invalid-email");
    assertThat(create("{'username':'ben','roles':['unknown']}")).isEqualTo("400 invalid-member");
    assertThat(create("{'username':'ben','roles':'editor'}")).isEqualTo("400 invalid-json");
    assertThat(create("{'username':'ben','password':'python'}")).isEqualTo("400 invalid-member");
    assertThat(names("?username=ben")).as("nothing was stored").isEmpty();
    assertThat(create("{'username':'ben'}")).isEqualTo("201");
    assertThat(mail.me(basic("anna", "viper snake")).get("username").asText()).isEqualTo("anna");
  }

  private String create(String body) {
    return problem(scene.json("POST", USERS, body, ADMIN));
  }

  /**
   * A code for the first password becomes invalid if the owner of another account confirms the
   * address.
   */
  @Test
  void theFirstPasswordDoesNotConfirmAnotherAccountsAddress() {
    String address = MailCalls.freshAddress();
    ok(
        scene.json("POST", USERS, "{'username':'anna','email':'%s'}".formatted(address), ADMIN),
        201);
    Mail first = mails.next(address);
    scene.user("ben");
    mail.later();
    mail.change(basic("ben", "python"), address);
    mail.confirm(basic("ben", "python"), mails.nextWithCode(address).secret());
    String request = first.fragment().replaceFirst("\\..*", "");
    assertThat(mail.reset(request, first.secret(), "viper snake").status()).isEqualTo(403);
    assertThat(server.account("anna").passwordHash()).isEmpty();
  }

  @Test
  void changesAreInForceBeforeTheAnswer() {
    String address = mail.withAddress("miguel", "python");
    long id = scene.id("miguel");
    String token = server.calls().token("miguel", "python");
    String bearer = RoleScene.bearer(token);
    String tag = scene.get(path(id), ADMIN).header("etag").orElseThrow();

    Reply renamed =
        scene.json(
            "PATCH",
            path(id),
            "{'username':'michael','display_name':'M'}",
            ADMIN,
            "If-Match: " + tag);
    assertThat(ok(renamed, 200).get("username").asText()).isEqualTo("michael");
    assertThat(scene.get("/api/resource", bearer).json().get("data").asText())
        .isEqualTo("Hello, michael!");
    assertThat(mails.next(address).text()).contains("username=michael");
    assertThat(patch(id, "{'display_name':'X'}", "If-Match: " + tag))
        .isEqualTo("412 precondition-failed");
    ok(scene.json("PATCH", path(id), "{'admin_attributes':{'a':1,'b':2}}", ADMIN), 200);
    assertThat(problem(scene.get("/api/resource", bearer, "Accept: application/json")))
        .isEqualTo("401 rights-changed");
    ok(scene.json("PATCH", path(id), "{'admin_attributes':{'a':null,'c':3}}", ADMIN), 200);
    JsonNode now = ok(scene.get(path(id), ADMIN), 200);
    assertThat(now.get("admin_attributes").toString()).isEqualTo("{\"b\":2,\"c\":3}");
    assertThat(now.get("display_name").asText()).isEqualTo("M");
    ok(scene.json("PATCH", path(id), "{'display_name':null}", ADMIN), 200);

    bearer = RoleScene.bearer(server.calls().token("michael", "python"));
    ok(scene.json("PATCH", path(id), "{'state':'disabled'}", ADMIN), 200);
    assertThat(scene.get("/api/resource", bearer).status()).isEqualTo(401);
    assertThat(scene.get("/api/token", basic("michael", "python")).status()).isEqualTo(401);
    ok(scene.json("PATCH", path(id), "{'username':'mike'}", ADMIN), 200);
    ok(scene.json("PATCH", path(id), "{'state':'active'}", ADMIN), 200);
    assertThat(scene.get("/api/resource", bearer).status()).as("ended for good").isEqualTo(401);
    assertThat(scene.get("/api/token", basic("mike", "python")).status()).isEqualTo(200);

    scene.user("other");
    assertThat(patch(id, "{'username':'other','state':'disabled'}"))
        .isEqualTo("400 username-taken");
    assertThat(patch(scene.id("other"), "{'username':'miguel'}")).isEqualTo("400 username-taken");
    assertThat(scene.get("/api/token", basic("mike", "python")).status())
        .as("nothing of it was done")
        .isEqualTo(200);
    for (String body :
        List.of(
            "{'username':null}",
            "{'state':'closed'}",
            "{'state':null}",
            "{'display_name':1}",
            "{'admin_attributes':[]}",
            "{'admin_attributes':{'a':'\\ud800'}}",
            "{'email':'a@example.com'}",
            "{'email_verified':true}",
            "{'password':'x'}")) {
      assertThat(patch(id, body)).as(body).isEqualTo("400 invalid-member");
    }
    assertThat(patch(id, "{'username':'a:b'}")).isEqualTo("400 invalid-username");
    assertThat(patch(999_999, "{}")).isEqualTo("404 not-found");
  }

  private String patch(long id, String body, String... headers) {
    String[] all = new String[headers.length + 1];
    System.arraycopy(headers, 0, all, 1, headers.length);
    all[0] = ADMIN;
    return problem(scene.json("PATCH", path(id), body, all));
  }

  /** Closing an account requires the password, because a stolen token must not suffice. */
  @Test
  void nobodyClosesTheirOwnAccountAsAnAdministrator() {
    String own = "/api/admin/users/" + server.account("admin").id();
    assertThat(MailCalls.problem(server.calls().call("DELETE", own, Optional.empty(), ADMIN)))
        .isEqualTo("403 password-required");
  }

  @Test
  void closesAndErases() {
    String address = mail.withAddress("miguel", "python");
    long id = scene.id("miguel");
    assertThat(problem(scene.delete(path(id), ADMIN, "If-Match: \"x\"")))
        .isEqualTo("412 precondition-failed");
    assertThat(scene.delete(path(id), ADMIN).status()).isEqualTo(204);
    JsonNode left = ok(scene.get(path(id), ADMIN), 200);
    assertThat(left.get("username").isNull()).isTrue();
    assertThat(left.get("state").asText()).isEqualTo("closed");
    assertThat(left.get("email").isNull()).isTrue();
    assertThat(names("?email=" + address)).isEmpty();
    assertThat(scene.get("/api/token", basic("miguel", "python")).status()).isEqualTo(401);
    assertThat(problem(scene.delete(path(id), ADMIN))).isEqualTo("404 not-found");
    assertThat(patch(id, "{'state':'active'}")).isEqualTo("404 not-found");
    assertThat(create("{'username':'miguel'}")).isEqualTo("400 username-taken");
  }

  /** A token of an administrative session can do no more than the token's scopes allow. */
  @Test
  void aTokenCreatesNoAccountWithRolesUnlessItHasTheScope() {
    scene.define("editor", "posts:write");
    String token = new RoleScene(server).logIn("admin", "?scope=users:write");
    String both = new RoleScene(server).logIn("admin", "?scope=users:write%20roles:assign");
    String body = "{'username':'ben','roles':['editor']}";
    assertThat(problem(scene.json("POST", USERS, body, RoleScene.bearer(token))))
        .isEqualTo("403 insufficient-scope");
    assertThat(problem(scene.json("POST", USERS, body, RoleScene.bearer(both)))).isEqualTo("201");
  }
}
