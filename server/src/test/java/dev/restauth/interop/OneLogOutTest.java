package dev.restauth.interop;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.interop.LogOutScene.AGENT;
import static dev.restauth.interop.LogOutScene.SHOP;
import static dev.restauth.oauth.OidcScene.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.TokenVerifier;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.interop.LogOutScene.Tokens;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One log-out, which revokes everything that a user has in a browser: the browser session, its
 * client sessions, and their access tokens. The server and all three verifiers refuse these access
 * tokens. On PostgreSQL the user logs out at one server, and all checks call the other server.
 */
@TestInstance(Lifecycle.PER_CLASS)
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
@SuppressWarnings("NullAway.Init") // NullAway does not know the annotation of start()
class OneLogOutTest {
  private static final List<String> PROGRAMS = List.of("verifier.mjs", "verifier.py");

  @TempDir static Path folder;

  @Parameter TestDatabase database;

  private LogOutScene scene;
  private TokenVerifier verifier;
  private List<Interop> programs;
  private Tokens bystander;

  /** An action of a user, an administrator or an operator, and the sessions that it revokes. */
  private enum Way {
    LOG_OUT(true, true, false),
    PASSWORD_CHANGE(true, true, true),
    OWN_SESSIONS(true, true, true),
    ADMINISTRATOR(true, true, true),
    ACCOUNT_DISABLED(true, true, true),
    CLIENT_DISABLED(false, false, false);

    private final boolean browserEnds;

    /** True if the client of the revoked session is notified. */
    private final boolean told;

    private final boolean offlineEnds;

    Way(boolean browserEnds, boolean told, boolean offlineEnds) {
      this.browserEnds = browserEnds;
      this.told = told;
      this.offlineEnds = offlineEnds;
    }

    private String username() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @BeforeParameterizedClassInvocation
  void start(TestDatabase database) throws Exception {
    scene =
        new LogOutScene(
            Files.createDirectory(folder.resolve(database.name())),
            InstantSource.system(),
            database);
    assertThat(scene.far.server().port() != scene.near.server().port())
        .isEqualTo(database == TestDatabase.POSTGRESQL);
    for (Way way : Way.values()) {
      scene.near.server().calls().register(way.username(), PASSWORD);
    }
    scene.near.server().calls().register("bystander", PASSWORD);
    RoleScene roles = new RoleScene(scene.near.server());
    scene.near.server().calls().register("boss", PASSWORD);
    assertThat(roles.define("boss", "users:write"))
        .isInstanceOf(dev.restauth.operator.Reply.Done.class);
    assertThat(roles.assign("boss", "boss")).isInstanceOf(dev.restauth.operator.Reply.Done.class);
    String url = "http://127.0.0.1:" + scene.far.server().port();
    String key = scene.far.server().serviceKey("verifying", "revocations:read");
    verifier = TokenVerifier.to(url).serviceKey(key).connect();
    programs = PROGRAMS.stream().map(each -> Interop.start(each, url, key)).toList();
    programs.forEach(each -> assertThat(each.ask("connect")).isEqualTo("connected"));
    bystander = scene.tokens(scene.near.browser("bystander"), AGENT);
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    programs.forEach(Interop::close);
    verifier.close();
    scene.close();
  }

  @ParameterizedTest
  @EnumSource
  void everythingEnds(Way way) {
    Browser browser = scene.near.browser(way.username());
    Browser elsewhere = scene.far.same(browser);
    Tokens shop = scene.tokens(elsewhere, SHOP);
    Tokens agent = scene.tokens(browser, AGENT);
    List.of(shop, agent, bystander).forEach(this::assertAccepted);
    Map<String, String> cookies = Map.copyOf(browser.cookies());

    end(way, browser, shop);

    assertRefused(shop);
    assertThat(scene.refresh(shop)).as("refresh of the shop").isGreaterThanOrEqualTo(400);
    browser.cookies().putAll(cookies); // a thief may have copied the cookies
    if (way.browserEnds) {
      assertThat(scene.silently(browser, AGENT)).containsEntry("error", "login_required");
      assertThat(scene.silently(elsewhere, AGENT)).containsEntry("error", "login_required");
    } else {
      assertThat(scene.silently(elsewhere, AGENT)).containsKey("code");
    }
    if (way.offlineEnds) {
      assertRefused(agent);
      assertThat(scene.refresh(agent)).isEqualTo(400);
    } else {
      assertAccepted(agent);
      assertThat(scene.refresh(agent)).isEqualTo(200);
    }
    if (way.told) {
      eventually("the shop is notified", () -> scene.told(shop));
    }
    // Even if the agent's tokens stay valid after the log-out, the agent is notified of the
    // log-out.
    if (way.browserEnds) {
      eventually("the agent is notified", () -> scene.told(agent));
    }
    assertThat(scene.told(agent)).isEqualTo(way.browserEnds);
    assertThat(scene.told(shop)).isEqualTo(way.told);
    assertThat(scene.told(bystander)).isFalse();
    assertAccepted(bystander);
    scene.near.server().operate("client.enable", Map.of("id", SHOP));
  }

  private void end(Way way, Browser browser, Tokens shop) {
    String user = basic(way.username(), PASSWORD);
    switch (way) {
      case LOG_OUT -> assertThat(scene.logOut(browser, shop)).isEqualTo("https://shop.example/bye");
      case PASSWORD_CHANGE ->
          assertDone(
              call(
                  "POST",
                  "/api/me/password",
                  "{\"current_password\":\"python\",\"new_password\":\"pytest\"}",
                  user));
      case OWN_SESSIONS -> assertDone(call("DELETE", "/api/me/sessions", "", user));
      case ADMINISTRATOR ->
          assertDone(
              call(
                  "DELETE",
                  "/api/admin/users/"
                      + scene.near.server().account(way.username()).id()
                      + "/sessions",
                  "",
                  basic("boss", PASSWORD)));
      case ACCOUNT_DISABLED -> operate("user.disable", Map.of("username", way.username()));
      case CLIENT_DISABLED -> operate("client.disable", Map.of("id", SHOP));
    }
  }

  private Reply call(String method, String path, String body, String authorization) {
    return body.isEmpty()
        ? scene.near.server().calls().call(method, path, Optional.empty(), authorization)
        : scene
            .near
            .server()
            .calls()
            .call(method, path, Optional.of(body), authorization, "Content-Type: application/json");
  }

  private static void assertDone(Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isBetween(200, 204);
  }

  private void operate(String operation, Map<String, String> arguments) {
    assertThat(scene.near.server().operate(operation, arguments))
        .isInstanceOf(dev.restauth.operator.Reply.Done.class);
  }

  private void assertAccepted(Tokens tokens) {
    for (OidcScene server : List.of(scene.near, scene.far)) {
      assertThat(scene.isAccepted(server, tokens.access())).isTrue();
    }
    // On a busy machine, a verifier may not have followed the feed for too long.
    eventually("it verifies", () -> verifier.verify(tokens.access()).isPresent());
    for (Interop program : programs) {
      eventually(
          "the program verifies",
          () -> program.ask("verify " + tokens.access()).startsWith("verified "));
    }
  }

  /**
   * The server that revoked the session refuses the session's tokens immediately. The other server
   * refuses the tokens as soon as it is notified.
   */
  private void assertRefused(Tokens tokens) {
    assertThat(scene.isRefused(scene.near, tokens.access())).as("here").isTrue();
    eventually("the other server refuses", () -> scene.isRefused(scene.far, tokens.access()));
    eventually("the verifier refuses", () -> verifier.verify(tokens.access()).isEmpty());
    for (Interop program : programs) {
      assertThat(program.ask("refusal " + tokens.access())).isEqualTo("refused");
    }
  }
}
