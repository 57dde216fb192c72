package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.organization.OrganizationInvitationCalls.MINE;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.event.EventCalls;
import dev.restauth.http.HttpCalls;
import dev.restauth.json.JsonObject;
import dev.restauth.operator.Reply;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The codes in mails that invite users to organizations. */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class OrganizationInvitationCodesTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, MailCalls.SETTINGS)
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final OrganizationScene scene = new OrganizationScene(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String acme = "";
  private OrganizationInvitationCalls calls = OrganizationInvitationCalls.to(scene, "");

  @BeforeEach
  void make() {
    acme = scene.make("acme", "susan");
    calls = OrganizationInvitationCalls.to(scene, acme);
    scene.add("acme", "david", "admin");
  }

  private HttpCalls.Reply send(String id, String code, String more, String... headers) {
    return server
        .calls()
        .post("/api/invitations/" + id, "{\"code\":\"%s\"%s}".formatted(code, more), headers);
  }

  /** Creates an account with an invitation code. */
  private String register(String id, String code, String username) {
    return problem(
        send(id, code, ",\"username\":\"%s\",\"password\":\"python\"".formatted(username)));
  }

  /** Joins as a logged-in user with an invitation code. */
  private String join(String id, String code, String username) {
    return problem(send(id, code, "", basic(username, "python")));
  }

  private void assertNothingMade() {
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM account")).isEqualTo(2);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM organization_member")).isEqualTo(2);
  }

  private long codes() {
    return Rows.count(server, "SELECT count(*) AS n FROM one_time_code");
  }

  @Test
  void theCodeMakesAnAccountThatIsAMember() {
    String address = MailCalls.freshAddress();
    String id = calls.invited("david", address, "admin");
    String code = mails.next(address).secret();
    assertThat(register(id, code, "a:b")).isEqualTo("400 invalid-username");
    assertThat(register(id, code, "susan")).isEqualTo("400 username-taken");
    assertThat(register(id, code, "maria")).isEqualTo("201");
    assertThat(mail.me(basic("maria", "python")).toString())
        .contains("\"email\":\"" + address + "\",\"email_verified\":true");
    JsonNode claims =
        RoleScene.claims(new RoleScene(server).logIn("maria", "?organization=" + acme));
    assertThat(claims.get("org").asText()).isEqualTo(acme);
    assertThat(claims.get("org_role").asText()).isEqualTo("admin");
    List<JsonNode> events = EventCalls.to(server).all();
    assertThat(of(events, "invitation.accepted").get("invitation").asText()).isEqualTo(id);
    JsonNode added = of(events, "organization.member_added");
    assertThat(added.get("organization").asText()).isEqualTo(acme);
    assertThat(added.get("account").asLong()).isEqualTo(scene.id("maria"));
    assertThat(register(id, code, "nora")).isEqualTo("403 invalid-code");
    assertThat(calls.accept(id, "maria")).isEqualTo("404 not-found");
    assertThat(scene.get(calls.path(), basic("susan", "python")).json().get("invitations"))
        .isEmpty();
    assertThat(codes()).isZero();
  }

  /** Returns the last event of a type. */
  private static JsonNode of(List<JsonNode> events, String type) {
    return events.stream()
        .filter(event -> event.get("type").asText().equals(type))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  @Test
  void theAccountOfTheAddressJoinsWithTheCode() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    String id = calls.invited("susan", address, "member");
    String code = mails.next(address).secret();
    for (int i = 0; i < 6; i++) { // the code is correct, so this does not count as a wrong attempt
      assertThat(join(id, code, "david")).isEqualTo("403 not-invited");
    }
    assertThat(register(id, code, "nora")).isEqualTo("409 email-taken");
    assertThat(join(id, code, "maria")).isEqualTo("204");
    assertThat(scene.outcome("GET", "/organizations/" + acme, "", "maria")).isEqualTo("200");
    assertThat(scene.get(MINE, basic("maria", "python")).json().get("invitations")).isEmpty();
    assertThat(join(id, code, "maria")).isEqualTo("403 invalid-code");
    assertThat(calls.accept(id, "maria")).isEqualTo("404 not-found");
  }

  /**
   * A code becomes invalid together with its invitation: when the invitation is accepted without
   * the code, declined or withdrawn, or otherwise removed.
   */
  @Test
  void theCodeIsInvalidAfterItsInvitation() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    String id = calls.invited("susan", address, "member");
    String code = mails.next(address).secret();
    assertThat(calls.accept(id, "maria")).isEqualTo("204");
    assertThat(join(id, code, "maria")).isEqualTo("403 invalid-code");
    scene.remove("acme", "maria");

    assertEnds(
        address,
        () -> assertThat(scene.outcome("DELETE", MINE + "/" + id, "", "maria")).isEqualTo("204"));
    assertEnds(
        address,
        () ->
            assertThat(scene.outcome("DELETE", calls.path() + "/" + id, "", "susan"))
                .isEqualTo("204"));
    assertEnds(address, () -> clock.move(Duration.ofDays(3)));
    assertEnds(address, () -> server.operate("user.close", Map.of("username", "david")));
    mail.later();
    String last = calls.invited("susan", address, "member");
    String lastCode = mails.next(address).secret();
    scene.operate("delete", Map.of("slug", "acme"));
    assertThat(join(last, lastCode, "maria")).isEqualTo("403 invalid-code");
    server.runMaintenance();
    assertThat(codes()).isZero();
  }

  private void assertEnds(String address, Runnable end) {
    mail.later();
    String id = calls.invited("david", address, "member");
    String code = mails.next(address).secret();
    end.run();
    assertThat(join(id, code, "maria")).isEqualTo("403 invalid-code");
    assertThat(scene.outcome("GET", "/organizations/" + acme, "", "maria"))
        .isEqualTo("404 not-found");
  }

  @Test
  void aCodeHasFiveTriesAndTheNextMailHasTheOnlyOne() {
    String address = MailCalls.freshAddress();
    String id = calls.invited("susan", address, "admin");
    String first = mails.next(address).secret();
    for (String code : List.of("", id, "0000 0000", "é", first + "x")) {
      assertThat(register(id, code, "maria")).isEqualTo("403 invalid-code");
    }
    assertThat(register(id, first, "maria")).isEqualTo("403 invalid-code");
    assertNothingMade();
    mail.later();
    assertThat(calls.invited("susan", address, "member")).isEqualTo(id);
    String second = mails.next(address).secret();
    assertThat(register(id, first, "maria")).isEqualTo("403 invalid-code");
    // An invitation that is repeated immediately sends no mail, so the mailed code stays valid.
    assertThat(calls.invited("susan", address, "owner")).isEqualTo(id);
    assertThat(register(id, second, "maria")).isEqualTo("201");
    assertThat(
            scene
                .get("/organizations/" + acme, basic("maria", "python"))
                .json()
                .get("role")
                .asText())
        .isEqualTo("owner");
  }

  @Test
  void theInvitersPowerIsCheckedAgainWithTheCode() {
    String address = MailCalls.freshAddress();
    String id = calls.invited("david", address, "admin");
    String code = mails.next(address).secret();
    scene.add("acme", "david", "member");
    for (int i = 0; i < 6; i++) {
      assertThat(register(id, code, "maria")).isEqualTo("403 not-invited");
    }
    assertNothingMade();
    scene.add("acme", "david", "admin");
    assertThat(register(id, code, "maria")).isEqualTo("201");
  }

  @Test
  void oneOfManySimultaneousCallsCreatesAnAccount() throws Exception {
    String address = MailCalls.freshAddress();
    String id = calls.invited("susan", address, "member");
    String code = mails.next(address).secret();
    CountDownLatch start = new CountDownLatch(1);
    List<String> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> replies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String username = "maria" + i;
        replies.add(
            threads.submit(
                () -> {
                  start.await();
                  return register(id, code, username);
                }));
      }
      start.countDown();
      for (Future<String> each : replies) {
        outcomes.add(each.get());
      }
    }
    assertThat(outcomes).containsOnly("201", "403 invalid-code").containsOnlyOnce("201");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM account")).isEqualTo(3);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM organization_member")).isEqualTo(3);
  }

  @Test
  void administratorsOfAccountsNeitherSeeNorWithdrawThem() {
    String address = MailCalls.freshAddress();
    String id = calls.invited("david", address, "member");
    String code = mails.next(address).secret();
    assertThat(((Reply.Done) server.operate("user.invitations", Map.of())).notes())
        .containsExactly("Nobody is invited.");
    assertThat(server.operate("user.uninvite", Map.of("id", id))).isInstanceOf(Reply.Failed.class);
    scene.administrator("susan", "invitations:write");
    String admin = "/admin/invitations";
    assertThat(scene.get(admin, basic("susan", "python")).json().get("invitations")).isEmpty();
    assertThat(
            scene
                .get(admin + "?email=" + address, basic("susan", "python"))
                .json()
                .get("invitations"))
        .isEmpty();
    assertThat(scene.outcome("DELETE", admin + "/" + id, "", "susan")).isEqualTo("404 not-found");
    String other = scene.make("initech", "susan");
    assertThat(
            scene.outcome("DELETE", "/organizations/" + other + "/invitations/" + id, "", "susan"))
        .isEqualTo("404 not-found");
    assertThat(register(id, code, "maria")).isEqualTo("201");
  }

  /**
   * If registration is closed, only operators create accounts. Even an invitation does not create
   * an account.
   */
  @Test
  void whileRegistrationIsClosedOnlyAccountsJoin() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    Map<String, String> closed = new HashMap<>(MailCalls.SETTINGS);
    closed.put("registration", "closed");
    server.restart(closed);
    String newcomer = MailCalls.freshAddress();
    String id = calls.invited("susan", newcomer, "member");
    String code = mails.next(newcomer).secret();
    assertThat(register(id, code, "nora")).isEqualTo("403 registration-closed");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM account")).isEqualTo(3);
    String own = calls.invited("susan", address, "member");
    assertThat(join(own, mails.next(address).secret(), "maria")).isEqualTo("204");
  }

  @Test
  void aMemberOfTooManyOrganisationsKeepsTheCode() {
    String address = mail.withAddress("maria", "python");
    mail.later();
    fill("maria");
    String id = calls.invited("susan", address, "member");
    String code = mails.next(address).secret();
    assertThat(join(id, code, "maria")).isEqualTo("409 limit-reached");
    assertThat(pageFor("maria", id + "." + code))
        .contains("Ihr Konto ist in zu vielen Organisationen");
    assertThat(scene.outcome("GET", "/organizations/" + acme, "", "maria"))
        .isEqualTo("404 not-found");
    server
        .store()
        .<Integer>inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "DELETE FROM organization_member WHERE account_id = ?", scene.id("maria")));
    assertThat(join(id, code, "maria")).isEqualTo("204");
  }

  /** Returns the German error page (409) for a user who accepts an invitation. */
  private String pageFor(String username, String code) {
    TestBrowser browser = new TestBrowser(server.calls());
    browser.submit(browser.get("/login"), Map.of("username", username, "password", "python"));
    HttpCalls.Reply link = browser.submit(browser.get("/mail/invitation"), Map.of("code", code));
    HttpCalls.Reply page =
        browser.submit(browser.follow(link), Map.of("decision", "join"), "Accept-Language: de");
    assertThat(page.status()).as(page.body()).isEqualTo(409);
    return page.body();
  }

  /** Makes an account a member of as many organizations as allowed. */
  private void fill(String username) {
    long account = scene.id(username);
    server
        .store()
        .<Boolean>inTransaction(
            tx -> {
              for (int i = 0; i < Organizations.AT_MOST; i++) {
                String id = "full-%017d".formatted(i);
                boolean added =
                    new OrganizationRows(tx)
                        .add(new Organization(id, id, id, new JsonObject(Map.of()), tx.now()));
                assertThat(added).isTrue();
                new MemberRows(tx).put(id, account, OrganizationRole.MEMBER, tx.now());
              }
              return true;
            });
  }
}
