package dev.restauth.oauth.authorize;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.oauth.OidcScene.VERIFIER;
import static dev.restauth.oauth.OidcScene.encoded;
import static dev.restauth.oauth.OidcScene.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.Chromium;
import dev.restauth.http.HttpCalls.Reply;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Authorization requests in Chromium: several tabs, and the ways in which the response reaches the
 * client.
 */
class AuthorizeInBrowserTest extends AuthorizeBrowserScene {
  private int before;

  @BeforeEach
  void count() {
    before = other.requests().size();
  }

  private String received() {
    eventually("the client is called", () -> other.requests().size() > before);
    return other.requests().get(before);
  }

  private static void allow(Chromium.Tab tab) {
    awaitTitle(tab, "Allow access?");
    tab.click("#allow");
  }

  @Test
  void codeReachesAProgramOnThisMachine() {
    tab.load(asking(NATIVE, callback()));
    enter(tab, "susan");
    awaitTitle(tab, "Allow access?");
    assertThat(tab.value("document.querySelector(\"main\").innerText"))
        .contains("127.0.0.1:" + other.port());
    tab.click("#allow");
    awaitTitle(tab, "Elsewhere");
    assertThat(received()).startsWith("GET /cb?code=restauth_ac_");
  }

  /**
   * Like an MCP tool on a user's machine, the test reads the metadata, and requests a token for one
   * resource.
   */
  @Test
  void toolOnThisMachineGetsATokenForItsResource() {
    JsonNode metadata = SERVER.calls().get("/.well-known/oauth-authorization-server").json();
    assertThat(metadata.get("code_challenge_methods_supported").toString()).contains("S256");
    assertThat(metadata.get("authorization_endpoint").asText()).isEqualTo(at("/oauth/authorize"));
    tab.load(asking(TOOL, callback(), "scope", "openid", "resource", RESOURCE));
    enter(tab, "susan");
    awaitTitle(tab, "Allow access?");
    assertThat(tab.value("document.querySelector(\"main\").innerText")).contains(RESOURCE);
    tab.click("#allow");
    awaitTitle(tab, "Elsewhere");
    String code = received().replaceFirst("(?s).*[?&]code=([^&\\s]+).*", "$1");
    Reply tokens =
        SERVER
            .calls()
            .form(
                metadata.get("token_endpoint").asText().replace(at(""), ""),
                encoded(
                    Map.of(
                        "grant_type", "authorization_code",
                        "client_id", TOOL,
                        "code", code,
                        "redirect_uri", callback(),
                        "code_verifier", VERIFIER,
                        "resource", RESOURCE)));
    assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
    assertThat(tokens.json().get("token_type").asText()).isEqualTo("Bearer");
  }

  @Test
  void codeReachesAnApp() {
    tab.load(asking(NATIVE, APP));
    enter(tab, "susan");
    allow(tab);
    eventually(
        "the browser hands it over",
        () -> tab.requests().stream().anyMatch(each -> each.startsWith("GET " + APP)));
    String handed =
        tab.requests().stream()
            .filter(each -> each.startsWith("GET " + APP))
            .findFirst()
            .orElse("");
    Map<String, String> answer = query(handed.substring(4).replace("com.example.app:", "x://x"));
    assertThat(answer).containsKeys("code", "iss").containsEntry("state", "a state");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void codeIsPostedWithAndWithoutScripts(boolean scripts) {
    var _ = tab.command("Emulation.setScriptExecutionDisabled", Map.of("value", !scripts));
    tab.load(asking(NATIVE, callback(), "response_mode", "form_post"));
    enter(tab, "susan");
    allow(tab);
    if (!scripts) {
      tab.await("document.getElementById(\"continue\") !== null");
      assertThat(other.requests()).hasSize(before);
      tab.click("#continue");
    }
    awaitTitle(tab, "Elsewhere");
    assertThat(received()).startsWith("POST /cb ").contains("code=restauth_ac_", "state=a+state");
  }

  @Test
  void twoTabsWithTwoClientsFinish() {
    Chromium.Tab beside = tab.beside(); // closed together with tab
    tab.load(asking(NATIVE, callback(), "state", "one"));
    beside.load(asking(WEB, callback(), "state", "two"));
    enter(tab, "susan");
    awaitTitle(tab, "Allow access?");
    enter(beside, "susan");
    awaitTitle(beside, "Allow access?");
    beside.click("#allow");
    awaitTitle(beside, "Elsewhere");
    assertThat(received()).contains("state=two");
    before = other.requests().size();
    tab.click("#allow");
    awaitTitle(tab, "Elsewhere");
    assertThat(received()).contains("state=one");
  }
}
