package dev.restauth.oauth.authorize;

import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static dev.restauth.oauth.client.HostileRedirectUris.APP;
import static dev.restauth.oauth.client.HostileRedirectUris.LOOPBACK;
import static dev.restauth.oauth.client.HostileRedirectUris.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Redirect URIs that only resemble a registered one. The authorization endpoint sends nothing to
 * them: no code and no error.
 */
class HostileAddressesTest {
  @RegisterExtension
  static final TestServer SERVER =
      new TestServer(OidcScene.SETTINGS).withAccount("susan", OidcScene.PASSWORD);

  private static final OidcScene SCENE = new OidcScene(SERVER);
  private static final String CLIENT = "shop";
  private static Browser loggedIn = SCENE.browser();

  @BeforeAll
  static void register() {
    var _ =
        SCENE
            .clients()
            .add(
                CLIENT,
                "{'redirect_uris':['%s','%s','%s'],'first_party':true}"
                    .formatted(WEB, LOOPBACK, APP));
    loggedIn = SCENE.browser("susan");
  }

  @Test
  void registeredOneGetsTheCode() {
    assertThat(location(loggedIn.get(url(request(CLIENT, WEB))))).startsWith(WEB + "?code=");
  }

  @ParameterizedTest
  @MethodSource("dev.restauth.oauth.client.HostileRedirectUris#likeRegisteredOnes")
  void resemblingOneGetsNothing(String address) {
    assertNothingIsSentTo(address);
  }

  @ParameterizedTest
  @MethodSource("dev.restauth.oauth.client.HostileRedirectUris#neverRegistered")
  void unregistrableAddressGetsNothing(String address) {
    assertNothingIsSentTo(address);
  }

  /**
   * Asserts that the endpoint sends nothing to an address: with and without a log-in, and if the
   * request has another mistake.
   */
  private static void assertNothingIsSentTo(String address) {
    Map<String, String> good = with(request(CLIENT, WEB), "redirect_uri", address);
    for (Map<String, String> request :
        List.of(good, with(good, "prompt", "none"), with(good, "response_type", "token"))) {
      for (Browser browser : new Browser[] {loggedIn, SCENE.browser()}) {
        Reply reply = browser.get(url(request));
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.header("location")).isEmpty();
        assertThat(reply.body()).contains("This address is not registered");
        assertThat(reply.body()).doesNotContain("evil", "javascript:", "<a ", "<script>", "<form");
      }
    }
  }
}
