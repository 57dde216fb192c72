package dev.restauth.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Chromium;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The oidc-client-ts page that {@code restauth client create --example browser} prints, in
 * Chromium.
 */
class OidcClientTsBrowserTest {
  private static final String GREETING =
      "document.getElementById('user')?.textContent === 'Hello, susan!'";

  @TempDir Path folder;

  private OpenidScene scene;
  private ExampleApplication application;
  private Chromium browser;
  private Chromium.Tab tab;

  @BeforeEach
  void start() {
    scene = new OpenidScene(folder);
    application =
        new ExampleApplication(
            scene,
            "browser",
            "/",
            "index.html",
            List.of("/usr/bin/python3", "-m", "http.server", "PORT", "--bind", "127.0.0.1"));
    browser = Chromium.start();
    tab = browser.open(application.origin() + "/");
  }

  @AfterEach
  void stop() {
    browser.close();
    application.close();
    scene.close();
  }

  private static void awaitTitle(Chromium.Tab page, String title) {
    page.await(
        "document.readyState === 'complete' && document.querySelector('h1')?.textContent === '"
            + title
            + "'");
  }

  private static void logIn(Chromium.Tab page) {
    awaitTitle(page, "Sign in");
    page.type("#username", OpenidScene.USER);
    page.type("#password", OpenidScene.PASSWORD);
    page.click("#sign-in");
    awaitTitle(page, "Allow access?");
    page.click("#allow");
  }

  /** Creates another {@code UserManager} with the page's settings. */
  private void makeManager() {
    var _ =
        tab.value(
            "globalThis.manager = new oidc.UserManager({ authority: '%s', client_id: 'browser', redirect_uri: '%s', scope: 'openid profile', loadUserInfo: true })"
                .formatted(scene.issuer(), application.redirectUri()));
  }

  /** Evaluates an asynchronous function in the page, and waits for its result. */
  private String settled(String function) {
    var _ =
        tab.value(
            "(globalThis.settled = undefined, ("
                + function
                + ")().then(value => { settled = String(value); }, e => { settled = 'failed: ' + e; }))");
    tab.await("globalThis.settled !== undefined");
    return tab.value("settled");
  }

  @Test
  void logsInRenewsAndLogsOutByRedirects() {
    assertThat(tab.value("document.getElementById('user').textContent"))
        .isEqualTo("You are not logged in.");
    tab.click("#log-in");
    logIn(tab);
    tab.await(GREETING);
    assertThat(tab.value("location.search")).isEmpty();

    makeManager();
    String before = settled("async () => (await manager.getUser()).access_token");
    String renewed = settled("async () => (await manager.signinSilent()).access_token");
    assertThat(renewed).startsWith("ey").isNotEqualTo(before);
    assertThat(tab.requests()).contains("POST " + scene.issuer() + "/oauth/token");
    String again = settled("async () => (await manager.signinSilent()).access_token");
    assertThat(again).startsWith("ey").isNotEqualTo(renewed);

    tab.click("#log-out");
    awaitTitle(tab, "Do you want to log out?");
    tab.click("#log-out");
    tab.await(
        "document.getElementById('user')?.textContent === 'You are not logged in.' && location.href === '"
            + application.redirectUri()
            + "'");
    tab.click("#log-in");
    awaitTitle(tab, "Sign in");
  }

  @Test
  void logsInInAWindow() {
    makeManager();
    var _ =
        tab.value(
            "document.getElementById('log-in').onclick = () => manager.signinPopup().then(user => { settled = user.profile.preferred_username; }, e => { settled = 'failed: ' + e; })");
    tab.click("#log-in");
    Chromium.Tab popup = tab.popup();
    logIn(popup);
    tab.await("globalThis.settled !== undefined");
    assertThat(tab.value("settled")).isEqualTo(OpenidScene.USER);
    tab.awaitAlone();
    tab.load(application.redirectUri());
    tab.await(GREETING);
  }

  @Test
  void endsItsTokensFromThePage() {
    tab.click("#log-in");
    logIn(tab);
    tab.await(GREETING);
    makeManager();
    assertThat(
            settled(
                "async () => { await manager.revokeTokens(['refresh_token']); return 'revoked'; }"))
        .isEqualTo("revoked");
  }
}
