package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Organizations, their members, and the rights of each role. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class OrganizationsTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("organizations", "everyone"))
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python")
          .withAccount("maria", "python")
          .withAccount("peter", "python");

  private final OrganizationScene scene = new OrganizationScene(server);

  @Test
  void aUserMakesChangesAndDeletesAnOrganisation() {
    HttpCalls.Reply made =
        scene.call(
            "POST",
            "/organizations",
            "{\"name\":\"Acme Ltd\",\"slug\":\"acme\"}",
            basic("susan", "python"));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    String id = made.json().get("id").asText();
    assertThat(id).hasSize(22);
    assertThat(made.header("location").orElseThrow()).endsWith("/api/organizations/" + id);
    assertThat(made.json().get("role").asText()).isEqualTo("owner");
    String path = "/organizations/" + id;

    HttpCalls.Reply shown = scene.get(path, basic("susan", "python"));
    assertThat(shown.body()).isEqualTo(made.body());
    String tag = shown.header("etag").orElseThrow();
    assertThat(
            scene.call("GET", path, "", basic("susan", "python"), "If-None-Match: " + tag).status())
        .isEqualTo(304);
    HttpCalls.Reply changed =
        scene.call(
            "PATCH",
            path,
            "{\"name\":\"Acme\",\"attributes\":{\"plan\":\"gold\",\"seats\":5}}",
            basic("susan", "python"),
            "If-Match: " + tag);
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(changed.json().get("name").asText()).isEqualTo("Acme");
    assertThat(changed.json().get("slug").asText()).isEqualTo("acme");
    assertThat(
            problem(scene.call("PATCH", path, "{}", basic("susan", "python"), "If-Match: " + tag)))
        .isEqualTo("412 precondition-failed");
    scene.call("PATCH", path, "{\"attributes\":{\"plan\":null}}", basic("susan", "python"));
    JsonNode list = scene.get("/organizations", basic("susan", "python")).json();
    assertThat(list.get("organizations").size()).isEqualTo(1);
    assertThat(list.get("organizations").get(0).get("attributes").toString())
        .isEqualTo("{\"seats\":5}");
    assertThat(list.get("next").isNull()).isTrue();

    String token = bearer(server.calls().token("susan", "python"));
    assertThat(problem(scene.call("DELETE", path, "", token))).isEqualTo("403 password-required");
    assertThat(problem(scene.call("DELETE", path, "{\"current_password\":\"no\"}", token)))
        .isEqualTo("403 wrong-password");
    assertThat(scene.call("DELETE", path, "{\"current_password\":\"python\"}", token).status())
        .isEqualTo(204);
    assertThat(scene.outcome("GET", path, "", "susan")).isEqualTo("404 not-found");
    assertThat(scene.events(id))
        .containsExactly(
            "organization.created",
            "organization.changed",
            "organization.changed",
            "organization.deleted");
  }

  @Test
  void aSlugIsUniqueAndKeepsItsRuleAndSoDoTheOtherMembers() {
    scene.make("acme", "susan");
    String other = scene.make("other", "susan");
    assertThat(create("{\"name\":\"Acme\",\"slug\":\"acme\"}")).isEqualTo("409 slug-taken");
    assertThat(scene.outcome("PATCH", "/organizations/" + other, "{\"slug\":\"acme\"}", "susan"))
        .isEqualTo("409 slug-taken");
    for (String slug : List.of("ab", "Acme", "a b c", "a".repeat(64), "acmé")) {
      assertThat(create("{\"name\":\"Acme\",\"slug\":\"" + slug + "\"}"))
          .isEqualTo("400 invalid-member");
    }
    for (String name :
        List.of(
            "",
            " ",
            "a".repeat(101),
            "a\\u202eb",
            "a\\u0000b",
            "a\\ud800b",
            "a\\u200bb",
            "a\\u061cb",
            "a\\ufffeb",
            "\\u3164")) {
      assertThat(create("{\"name\":\"" + name + "\",\"slug\":\"new-one\"}"))
          .isEqualTo("400 invalid-member");
    }
    String emoji = "{\"name\":\"" + "\ud83d\ude00".repeat(100) + "\"}";
    assertThat(scene.outcome("PATCH", "/organizations/" + other, emoji, "susan")).isEqualTo("200");
    assertThat(create("{\"name\":\"A\",\"slug\":\"new-one\",\"role\":\"owner\"}"))
        .isEqualTo("400 invalid-member");
    for (String attributes :
        List.of("[]", "null", "{\"a\":\"" + "a".repeat(4_089) + "\"}", "{\"a\":\"\\ud800\"}")) {
      assertThat(
              scene.outcome(
                  "PATCH",
                  "/organizations/" + other,
                  "{\"attributes\":" + attributes + "}",
                  "susan"))
          .as(attributes)
          .isEqualTo("400 invalid-member");
    }
  }

  /**
   * Creations are limited because each server keeps a deleted organization in memory until all its
   * tokens have expired.
   */
  @Test
  void creationsOfOrganizationsAreLimitedExceptForAdministrators() {
    for (int i = 0; i < 20; i++) {
      assertThat(create(body(i))).isEqualTo("201");
    }
    HttpCalls.Reply tooMany =
        scene.call("POST", "/organizations", body(20), basic("susan", "python"));
    assertThat(problem(tooMany)).isEqualTo("429 too-many-requests");
    assertThat(tooMany.header("retry-after")).isPresent();
    clock.move(Duration.ofMinutes(11));
    assertThat(create(body(0))).isEqualTo("409 slug-taken");
    assertThat(create(body(20))).isEqualTo("201");
    assertThat(create(body(21))).isEqualTo("429 too-many-requests");
    scene.administrator("susan", "orgs:write");
    assertThat(create(body(21))).isEqualTo("201");
  }

  private static String body(int number) {
    return "{\"name\":\"One of many\",\"slug\":\"one-of-many-%d\"}".formatted(number);
  }

  private String create(String body) {
    return scene.outcome("POST", "/organizations", body, "susan");
  }

  @Test
  void membersAreListedPageByPage() {
    String id = scene.make("acme", "susan");
    for (String name : List.of("david", "maria", "peter")) {
      scene.add("acme", name, "member");
    }
    String path = "/organizations/" + id + "/members";
    List<String> seen = new ArrayList<>();
    String cursor = "";
    String first = "";
    do {
      JsonNode page = scene.get(path + "?limit=1" + cursor, basic("david", "python")).json();
      page.get("members").forEach(each -> seen.add(each.get("username").asText()));
      String next = page.get("next").asText("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
      first = first.isEmpty() ? next : first;
    } while (!cursor.isEmpty());
    assertThat(seen).containsExactly("susan", "david", "maria", "peter");

    String other = scene.make("other", "susan");
    for (String wrong : List.of("a", first.substring(1), first + "A")) {
      assertThat(scene.outcome("GET", path + "?cursor=" + wrong, "", "susan"))
          .isEqualTo("400 invalid-parameter");
    }
    assertThat(
            scene.outcome(
                "GET", "/organizations/" + other + "/members?cursor=" + first, "", "susan"))
        .isEqualTo("400 invalid-parameter");
    assertThat(scene.get(path + "?limit=2", basic("susan", "python")).header("link").orElseThrow())
        .contains("rel=\"next\"", "limit=2", "cursor=");
  }

  /** No member can assign a role above their own, or act on a member above them. */
  @Test
  void nobodyReachesAboveTheirOwnRole() {
    String id = scene.make("acme", "susan");
    scene.add("acme", "david", "admin");
    scene.add("acme", "maria", "member");
    String members = "/organizations/" + id + "/members/";
    String susan = members + scene.id("susan");
    String david = members + scene.id("david");
    String maria = members + scene.id("maria");
    String peter = members + scene.id("peter");

    assertThat(put(maria, "admin", "maria")).isEqualTo("403 escalation");
    assertThat(put(maria, "owner", "david")).isEqualTo("403 escalation");
    assertThat(put(david, "owner", "david")).isEqualTo("403 escalation");
    assertThat(put(susan, "member", "david")).isEqualTo("403 escalation");
    assertThat(scene.outcome("DELETE", susan, "", "david")).isEqualTo("403 escalation");
    assertThat(scene.outcome("DELETE", david, "", "maria")).isEqualTo("403 escalation");
    assertThat(scene.outcome("PATCH", "/organizations/" + id, "{\"name\":\"x\"}", "maria"))
        .isEqualTo("403 escalation");
    assertThat(scene.outcome("DELETE", "/organizations/" + id, "", "david"))
        .isEqualTo("403 escalation");
    assertThat(put(peter, "member", "susan")).isEqualTo("404 not-found");
    assertThat(put(maria, "boss", "susan")).isEqualTo("400 invalid-member");
    assertThat(scene.ofType("escalation.refused")).hasSize(8);

    assertThat(put(maria, "admin", "david")).isEqualTo("200");
    assertThat(put(david, "member", "maria")).isEqualTo("200");
    assertThat(put(maria, "owner", "susan")).isEqualTo("200");
    assertThat(put(susan, "member", "maria")).isEqualTo("200");
    assertThat(put(susan, "owner", "susan")).isEqualTo("403 escalation");
    assertThat(scene.outcome("DELETE", david, "", "maria")).isEqualTo("204");
    assertThat(scene.outcome("DELETE", david, "", "maria")).isEqualTo("404 not-found");
    assertThat(scene.outcome("DELETE", members + "me", "", "susan")).isEqualTo("204");
  }

  private String put(String path, String role, String username) {
    return scene.outcome("PUT", path, "{\"role\":\"" + role + "\"}", username);
  }

  @Test
  void theLastOwnerStays() {
    String id = scene.make("acme", "susan");
    scene.add("acme", "david", "owner");
    String members = "/organizations/" + id + "/members/";
    assertThat(scene.outcome("DELETE", members + "me", "", "david")).isEqualTo("204");
    assertThat(scene.outcome("DELETE", members + "me", "", "susan")).isEqualTo("409 last-owner");
    assertThat(put(members + scene.id("susan"), "admin", "susan")).isEqualTo("409 last-owner");
    assertThat(scene.outcome("DELETE", "/me", "", "susan")).isEqualTo("409 last-owner");
    assertThat(server.operate("org.remove", Map.of("slug", "acme", "username", "susan")))
        .isInstanceOf(Reply.Failed.class);

    // A service account does not count as an owner, because nobody can log in to it.
    server.operate("user.create", Map.of("username", "robot", "service", "true"));
    scene.add("acme", "robot", "owner");
    assertThat(scene.outcome("DELETE", members + "me", "", "susan")).isEqualTo("409 last-owner");
    scene.remove("acme", "robot");

    // A disabled account does not count as an owner, because nobody can log in to it.
    scene.add("acme", "maria", "owner");
    server.operate("user.disable", Map.of("username", "maria"));
    assertThat(scene.outcome("DELETE", "/me", "", "susan")).isEqualTo("409 last-owner");
    server.operate("user.enable", Map.of("username", "maria"));
    assertThat(scene.outcome("DELETE", "/me", "", "susan")).isEqualTo("204");
    assertThat(
            scene
                .get(members.replaceFirst("/$", ""), basic("maria", "python"))
                .json()
                .get("members")
                .size())
        .isEqualTo(1);

    // Only an operator can close the account of the last owner. An administrator of organizations
    // can then appoint another owner.
    server.operate("user.close", Map.of("username", "maria"));
    scene.administrator("peter", "orgs:write");
    assertThat(put(members + scene.id("david"), "owner", "peter")).isEqualTo("200");
    assertThat(scene.outcome("GET", "/organizations/" + id, "", "david")).isEqualTo("200");
  }

  @Test
  void administratorsActOnAllOrganisations() {
    String id = scene.make("acme", "susan");
    scene.administrator("peter", "orgs:write");
    String path = "/organizations/" + id;
    RoleScene tokens = new RoleScene(server);
    String everyday = bearer(tokens.logIn("peter", ""));
    String administrative = bearer(tokens.logIn("peter", "?scope=orgs:write"));

    assertThat(problem(scene.get(path, everyday))).isEqualTo("404 not-found");
    HttpCalls.Reply shown = scene.get(path, administrative);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.json().get("role").isNull()).isTrue();
    assertThat(scene.call("PATCH", path, "{\"name\":\"New\"}", administrative).status())
        .isEqualTo(200);
    String david = path + "/members/" + scene.id("david");
    assertThat(scene.call("PUT", david, "{\"role\":\"owner\"}", administrative).status())
        .isEqualTo(200);
    assertThat(scene.call("DELETE", david, "", administrative).status()).isEqualTo(204);
    assertThat(
            problem(
                scene.call("PUT", path + "/members/999", "{\"role\":\"admin\"}", administrative)))
        .isEqualTo("404 not-found");
    JsonNode removed = scene.ofType("organization.member_removed").getLast();
    assertThat(removed.get("actor").asText()).isEqualTo("account:" + scene.id("peter"));

    // Administrators cannot act on accounts with more power than their own.
    scene.administrator("david", "users:write");
    assertThat(problem(scene.call("PUT", david, "{\"role\":\"member\"}", administrative)))
        .isEqualTo("403 escalation");

    tokens.take("orgs-write", "peter");
    assertThat(problem(scene.get(path, administrative))).isEqualTo("401 rights-changed");
    assertThat(scene.outcome("GET", path, "", "peter")).isEqualTo("404 not-found");
  }

  @Test
  void onlyAdministratorsMakeThemByDefault() {
    server.restart(Map.of());
    String body = "{\"name\":\"Acme\",\"slug\":\"acme\"}";
    assertThat(scene.outcome("POST", "/organizations", body, "susan"))
        .isEqualTo("403 insufficient-scope");
    scene.administrator("susan", "orgs:write");
    String token = bearer(new RoleScene(server).logIn("susan", "?scope=orgs:write"));
    assertThat(scene.call("POST", "/organizations", body, token).status()).isEqualTo(201);
  }

  @Test
  void anAccountIsInAHundredOrganisationsAtMost() {
    IntStream.range(0, Organizations.AT_MOST).forEach(i -> scene.make("acme-" + i, "susan"));
    assertThat(create("{\"name\":\"Acme\",\"slug\":\"acme\"}")).isEqualTo("409 limit-reached");
    scene.operate("delete", Map.of("slug", "acme-7"));
    assertThat(create("{\"name\":\"Acme\",\"slug\":\"acme\"}")).isEqualTo("201");
  }

  @Test
  void operatorsSeeAndRenameThem() {
    String id = scene.make("acme", "susan");
    scene.operate("rename", Map.of("slug", "acme", "name", "Acme Ltd"));
    Map<String, String> acme = Map.of("slug", "acme");
    assertThat(lines("show", acme)).contains("id          " + id, "name        Acme Ltd");
    assertThat(lines("members", acme)).containsExactly("owner  susan");
    assertThat(lines("list", Map.of())).containsExactly(id + "  acme  Acme Ltd");
    scene.add("acme", "david", "admin");
    scene.remove("acme", "david");
    scene.operate("delete", acme);
    assertThat(server.operate("org.show", acme)).isInstanceOf(Reply.Failed.class);
    assertThat(lines("list", Map.of())).containsExactly("There are no organisations.");
  }

  private List<String> lines(String operation, Map<String, String> arguments) {
    return ((Reply.Done) server.operate("org." + operation, arguments)).notes();
  }

  @Test
  void theExportHasTheMembershipsOfAnAccount() {
    String id = scene.make("acme", "susan");
    HttpCalls.Reply export = server.calls().get("/api/me/export", basic("susan", "python"));
    assertThat(export.body()).contains("\"organization_member\"", id);
    assertThat(Optional.of(export.status())).contains(200);
  }

  /** Otherwise an owner could outdate a member's tokens again and again. */
  @Test
  void repeatedRoleChangesAreLimited() {
    String acme = scene.make("acme", "susan");
    scene.add("acme", "david", "member");
    String path = "/organizations/" + acme + "/members/" + scene.id("david");
    for (int i = 0; i < Members.CHANGES; i++) {
      assertThat(put(path, i % 2 == 0 ? "admin" : "member").status()).isEqualTo(200);
    }
    HttpCalls.Reply refused = put(path, "admin");
    assertThat(problem(refused)).isEqualTo("429 too-many-requests");
    assertThat(refused.header("retry-after")).hasValue("600");
    // The limit does not apply to administrators or to removals.
    scene.administrator("peter", "orgs:write");
    assertThat(scene.outcome("PUT", path, "{\"role\":\"admin\"}", "peter")).isEqualTo("200");
    clock.move(Members.CHANGE_INTERVAL);
    assertThat(put(path, "admin").status()).as("which changes nothing").isEqualTo(200);
    assertThat(put(path, "member").status()).isEqualTo(200);
    assertThat(put(path, "admin").status()).isEqualTo(429);
    assertThat(scene.outcome("DELETE", path, "", "susan")).isEqualTo("204");
  }

  private HttpCalls.Reply put(String path, String role) {
    return scene.call("PUT", path, "{\"role\":\"" + role + "\"}", basic("susan", "python"));
  }
}
