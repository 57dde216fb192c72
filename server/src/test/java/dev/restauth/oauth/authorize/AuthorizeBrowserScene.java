package dev.restauth.oauth.authorize;

import static dev.restauth.oauth.OidcScene.PASSWORD;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;

import dev.restauth.Chromium;
import dev.restauth.TestPort;
import dev.restauth.TestServer;
import dev.restauth.oauth.OidcScene;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A server with the accounts of susan and tom, a server of another origin, three clients, and
 * Chromium.
 */
abstract class AuthorizeBrowserScene {
  static final String WEB = "webapp";
  static final String NATIVE = "native";
  static final String TOOL = "tool";
  static final String RESOURCE = "https://mcp.example.com/notes";
  static final String APP = "com.example.app:/cb";

  private static final TestPort PORT = TestPort.reserve();

  @RegisterExtension
  static final TestServer SERVER =
      new TestServer(
              Map.of(
                  "port",
                  Integer.toString(PORT.number()),
                  "public-url",
                  "http://localhost:" + PORT.number(),
                  "require-factor",
                  "administrators"))
          .withAccount("susan", PASSWORD)
          .withAccount("tom", PASSWORD);

  static Chromium browser;
  static OtherOrigin other;
  Rows rows;
  Chromium.Tab tab;

  @BeforeAll
  static void start() throws IOException {
    other = new OtherOrigin();
    browser = Chromium.start();
    OidcScene scene = new OidcScene(SERVER);
    var _ =
        scene
            .clients()
            .add(
                WEB,
                "{'redirect_uris':['https://app.example.com/callback','http://127.0.0.1/cb'],'first_party':false}");
    var _ =
        scene
            .clients()
            .add(
                NATIVE,
                "{'token_endpoint_auth_method':'none','redirect_uris':['http://127.0.0.1/cb','%s']}"
                    .formatted(APP));
    var _ =
        scene
            .clients()
            .add(
                TOOL,
                "{'token_endpoint_auth_method':'none','redirect_uris':['http://127.0.0.1/cb'],'resources':['%s']}"
                    .formatted(RESOURCE));
  }

  @AfterAll
  static void stop() {
    browser.close();
    other.close();
    PORT.close();
  }

  @BeforeEach
  void open() {
    tab = browser.open();
    rows = new Rows(SERVER);
  }

  @AfterEach
  void close() {
    tab.close();
  }

  static String at(String path) {
    return "http://localhost:" + SERVER.port() + path;
  }

  /** Returns the callback of a client at the other server. */
  static String callback() {
    return "http://127.0.0.1:" + other.port() + "/cb";
  }

  static String asking(String client, String redirectUri, String... changes) {
    return at(url(with(request(client, redirectUri), changes)));
  }

  static void awaitTitle(Chromium.Tab tab, String title) {
    tab.awaitTitle(title);
  }

  /** Fills in the page for name and password. */
  static void enter(Chromium.Tab tab, String username) {
    awaitTitle(tab, "Sign in");
    tab.type("#username", username);
    tab.type("#password", PASSWORD);
    tab.click("#sign-in");
  }

  void logIn(String username) {
    tab.load(at("/login"));
    enter(tab, username);
    awaitTitle(tab, "You are signed in");
  }

  /** Returns whether a user is logged in in the browser. */
  boolean isLoggedIn(String username) {
    tab.load(at("/login"));
    return tab.value("document.querySelector(\"main\").innerText").contains(username);
  }
}
