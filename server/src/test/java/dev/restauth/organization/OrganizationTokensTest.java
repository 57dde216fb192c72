package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.claims;
import static dev.restauth.role.RoleScene.problem;
import static dev.restauth.role.RoleScene.scopes;
import static dev.restauth.role.RoleScene.tokenOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Tokens that act in an organization. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class OrganizationTokensTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of())
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final OrganizationScene scene = new OrganizationScene(server);
  private final RoleScene tokens = new RoleScene(server);
  private String acme = "";
  private String other = "";
  private String in = "";

  @BeforeEach
  void make() {
    acme = scene.make("acme", "susan");
    other = scene.make("other", "susan");
    in = "?organization=" + acme;
    scene.add("acme", "david", "member");
    scene.define("member", "docs:read");
    scene.define("owner", "docs:read docs:write");
  }

  @Test
  void aTokenActsInOneOrganizationWithTheScopesOfItsRole() {
    tokens.define("editor", "posts:write");
    tokens.assign("editor", "susan");
    HttpCalls.Reply reply = tokens.ask(in, basic("susan", "python"));
    JsonNode claims = claims(tokenOf(reply));
    assertThat(claims.get("org").asText()).isEqualTo(acme);
    assertThat(claims.get("org_role").asText()).isEqualTo("owner");
    assertThat(scopes(tokenOf(reply)))
        .containsExactlyInAnyOrder("api", "docs:read", "docs:write", "posts:write");
    assertThat(reply.json().get("organization").asText()).isEqualTo(acme);

    assertThat(scopes(tokens.logIn("david", in))).containsExactlyInAnyOrder("api", "docs:read");
    assertThat(scopes(tokens.logIn("david", in + "&scope=docs:read"))).containsExactly("docs:read");
    JsonNode own = claims(tokens.logIn("susan", ""));
    assertThat(own.has("org")).isFalse();
    assertThat(own.has("org_role")).isFalse();
    assertThat(own.get("scope").asText()).isEqualTo("api posts:write");
    assertThat(tokens.ask("", basic("susan", "python")).json().has("organization")).isFalse();

    String service = server.serviceKey("shop", "tokens:introspect");
    JsonNode seen =
        server.calls().form("/oauth/introspect", "token=" + tokenOf(reply), bearer(service)).json();
    assertThat(seen.get("org").asText()).isEqualTo(acme);
    assertThat(seen.get("org_role").asText()).isEqualTo("owner");
  }

  @Test
  void anUnknownOrganisationAnswersAsOneOfOthers() {
    HttpCalls.Reply foreign = tokens.ask("?organization=" + other, basic("david", "python"));
    assertThat(problem(foreign)).isEqualTo("404 not-found");
    String token = tokens.logIn("david", "");
    for (String unknown : new String[] {"A".repeat(22), "", "a", "%00", "x".repeat(500)}) {
      assertThat(tokens.ask("?organization=" + unknown, basic("david", "python")).body())
          .isEqualTo(foreign.body());
      assertThat(tokens.ask("?organization=" + unknown, bearer(token)).body())
          .isEqualTo(foreign.body());
    }
    assertThat(tokens.ask("?organization=" + other, bearer(token)).body())
        .isEqualTo(foreign.body());
    assertThat(problem(tokens.ask(in + "&organization=" + acme, basic("david", "python"))))
        .isEqualTo("400 invalid-parameter");
  }

  @Test
  void aSessionEntersOneOrganizationPermanently() {
    HttpCalls.Reply begun = tokens.ask("?refresh=true", basic("susan", "python"));
    String before = tokenOf(begun);
    String entered = tokenOf(tokens.ask(in, bearer(before)));
    assertThat(claims(entered).get("sid")).isEqualTo(claims(before).get("sid"));
    assertThat(claims(entered).get("org").asText()).isEqualTo(acme);

    JsonNode listed = scene.get("/me/sessions", bearer(entered)).json().get("sessions").get(0);
    assertThat(listed.get("organization").asText()).isEqualTo(acme);

    // All later tokens of the session act in this organization, which cannot change.
    assertThat(claims(tokens.renew(entered)).get("org").asText()).isEqualTo(acme);
    assertThat(claims(tokens.renew(before)).get("org").asText()).isEqualTo(acme);
    HttpCalls.Reply refreshed =
        tokens.refresh(begun.json().get("refresh_token").asText(), Map.of());
    assertThat(claims(refreshed.json().get("access_token").asText()).get("org").asText())
        .isEqualTo(acme);
    assertThat(problem(tokens.ask("?organization=" + other, bearer(entered))))
        .isEqualTo("403 password-required");
    assertThat(tokens.ask(in, bearer(entered)).status()).isEqualTo(200);
    assertThat(claims(tokens.logIn("susan", "?organization=" + other)).get("org").asText())
        .isEqualTo(other);
  }

  @Test
  void aNarrowedTokenAndAnAdministrativeOneEnterNone() {
    scene.administrator("susan", "orgs:write");
    String whole = tokens.logIn("susan", "");
    String narrowed = tokenOf(tokens.ask("?scope=api", basic("susan", "python")));
    String refresh =
        tokens.ask("?refresh=true", basic("susan", "python")).json().get("refresh_token").asText();
    String narrower =
        tokens.refresh(refresh, Map.of("scope", "api")).json().get("access_token").asText();
    // A narrowed session cannot enter an organisation: its scopes were not requested for it.
    assertThat(problem(tokens.ask(in, bearer(narrowed)))).isEqualTo("403 password-required");
    String both = tokens.logIn("susan", in + "&scope=api");
    assertThat(scopes(tokenOf(tokens.ask(in, bearer(both))))).containsExactly("api");
    String also = tokenOf(tokens.ask(in + "&scope=api", bearer(tokens.logIn("susan", ""))));
    assertThat(claims(also).get("org").asText()).isEqualTo(acme);
    assertThat(scopes(also)).containsExactly("api");
    assertThat(problem(tokens.ask(in, bearer(narrower)))).isEqualTo("403 password-required");
    String administrative = tokens.logIn("susan", "?scope=orgs:write");
    assertThat(problem(tokens.ask(in, bearer(administrative)))).isEqualTo("403 password-required");
    assertThat(problem(tokens.ask(in + "&scope=orgs:write", basic("susan", "python"))))
        .isEqualTo("400 invalid-parameter");
    String entered = tokenOf(tokens.ask(in, bearer(whole)));
    assertThat(problem(tokens.ask("?scope=orgs:write", bearer(entered))))
        .isEqualTo("403 password-required");
  }

  @Test
  void headBeginsAndEntersNothing() {
    String token = tokens.logIn("susan", "");
    String before = server.calls().get("/api/me/sessions", bearer(token)).body();
    for (String authorization : new String[] {basic("susan", "python"), bearer(token)}) {
      assertThat(
              server
                  .calls()
                  .call("HEAD", "/api/token" + in, Optional.empty(), authorization)
                  .status())
          .isEqualTo(200);
    }
    assertThat(server.calls().get("/api/me/sessions", bearer(token)).body()).isEqualTo(before);
    assertThat(claims(tokens.renew(token)).has("org")).isFalse();
  }

  @Test
  void aRemovedMembershipOutdatesTheTokensAndStopsTheRenewals() {
    String service = server.serviceKey("shop", "tokens:introspect");
    HttpCalls.Reply begun = tokens.ask(in + "&refresh=true", basic("david", "python"));
    String token = tokenOf(begun);
    String own = tokens.logIn("david", "");
    assertThat(tokens.isActive(service, token)).isTrue();

    scene.remove("acme", "david");

    assertThat(tokens.outcome("/api/me", bearer(token))).isEqualTo("401 rights-changed");
    assertThat(tokens.isActive(service, token)).isFalse();
    assertThat(problem(tokens.ask("", bearer(token)))).isEqualTo("403 not-a-member");
    assertThat(problem(tokens.ask(in, bearer(token)))).isEqualTo("404 not-found");
    String refresh = begun.json().get("refresh_token").asText();
    HttpCalls.Reply refused = tokens.refresh(refresh, Map.of());
    assertThat(refused.json().get("error").asText()).isEqualTo("invalid_grant");
    assertThat(claims(tokens.renew(own)).has("org")).isFalse();

    // The refused refresh token is not used up. It works if the user becomes a member again.
    scene.add("acme", "david", "admin");
    assertThat(claims(tokens.renew(token)).get("org_role").asText()).isEqualTo("admin");
    assertThat(tokens.refresh(refresh, Map.of()).status()).isEqualTo(200);
    scene.remove("acme", "david");
    assertThat(
            server.calls().call("DELETE", "/api/token", Optional.empty(), bearer(token)).status())
        .isEqualTo(204);
  }

  @Test
  void anotherRoleOutdatesTheTokens() {
    String token = tokens.logIn("david", in);
    scene.add("acme", "david", "owner");
    assertThat(tokens.outcome("/api/me", bearer(token))).isEqualTo("401 rights-changed");
    String renewed = tokens.renew(token);
    assertThat(scopes(renewed)).containsExactlyInAnyOrder("api", "docs:read", "docs:write");
    assertThat(claims(renewed).get("org_role").asText()).isEqualTo("owner");
    assertThat(tokens.outcome("/api/me", bearer(renewed))).isEqualTo("200");
  }

  /** Only tokens with the changed role, or with one of its former scopes, become outdated. */
  @Test
  void otherScopesOfARoleOutdateTheTokensWithIt() {
    String davids = tokens.logIn("david", in);
    String susans = tokens.logIn("susan", in);
    scene.define("member", "docs:read notes:read");
    assertThat(tokens.outcome("/api/me", bearer(davids))).isEqualTo("401 rights-changed");
    assertThat(scopes(tokens.renew(davids)))
        .containsExactlyInAnyOrder("api", "docs:read", "notes:read");
    // Susan is an owner, but her token has a scope that the role member had, so it is outdated.
    assertThat(tokens.outcome("/api/me", bearer(susans))).isEqualTo("401 rights-changed");
    String again = tokens.renew(susans);
    scene.define("admin", "docs:delete");
    assertThat(tokens.outcome("/api/me", bearer(again))).isEqualTo("200");
    server.restart();
    assertThat(tokens.outcome("/api/me", bearer(davids))).isEqualTo("401 rights-changed");
    assertThat(tokens.outcome("/api/me", bearer(again))).isEqualTo("200");
  }

  @Test
  void aDeletedOrganizationOutdatesOnlyItsTokens() {
    String davids = tokens.logIn("david", in);
    String susans = tokens.logIn("susan", in);
    String elsewhere = tokens.logIn("susan", "?organization=" + other);
    String own = tokens.logIn("david", "");
    scene.operate("delete", Map.of("slug", "acme"));
    for (String token : new String[] {davids, susans}) {
      assertThat(tokens.outcome("/api/me", bearer(token))).isEqualTo("401 rights-changed");
      assertThat(problem(tokens.ask("", bearer(token)))).isEqualTo("403 not-a-member");
    }
    assertThat(tokens.outcome("/api/me", bearer(elsewhere))).isEqualTo("200");
    assertThat(tokens.outcome("/api/me", bearer(own))).isEqualTo("200");
    server.restart();
    assertThat(tokens.outcome("/api/me", bearer(davids))).isEqualTo("401 rights-changed");
  }

  /**
   * The services of an organization receive its members' tokens, and must not learn anything about
   * the members' other organizations.
   */
  @Test
  void aTokenOfAnOrganizationGivesNoAccessToAnother() {
    String token = bearer(tokens.logIn("susan", in));
    assertThat(scene.get("/organizations/" + acme, token).status()).isEqualTo(200);
    assertThat(problem(scene.get("/organizations/" + other, token))).isEqualTo("404 not-found");
    assertThat(problem(scene.call("PATCH", "/organizations/" + other, "{\"name\":\"x\"}", token)))
        .isEqualTo("404 not-found");
    JsonNode own = scene.get("/organizations", token).json().get("organizations");
    assertThat(own.size()).isEqualTo(1);
    assertThat(own.get(0).get("id").asText()).isEqualTo(acme);
  }

  @Test
  void scopesThatDoNotFitAreRefusedClearly() {
    String many =
        IntStream.range(0, 15)
            .mapToObj(i -> "s" + "x".repeat(60) + i)
            .collect(Collectors.joining(" "));
    scene.define("owner", many);
    assertThat(tokens.ask(in, basic("susan", "python")).status()).isEqualTo(200);
    tokens.define("editor", "own:" + "y".repeat(60));
    tokens.assign("editor", "susan");
    HttpCalls.Reply refused = tokens.ask(in, basic("susan", "python"));
    assertThat(problem(refused)).isEqualTo("403 insufficient-scope");
    assertThat(refused.body()).contains("do not fit");
    assertThat(tokens.ask(in + "&scope=api", basic("susan", "python")).status()).isEqualTo(200);
    String own = tokens.logIn("susan", "");
    assertThat(problem(tokens.ask(in, bearer(own)))).isEqualTo("403 insufficient-scope");
  }
}
