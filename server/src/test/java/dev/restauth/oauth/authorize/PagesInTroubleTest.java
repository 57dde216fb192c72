package dev.restauth.oauth.authorize;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.oauth.OidcScene.PASSWORD;
import static dev.restauth.oauth.OidcScene.hidden;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.query;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.CutProxy;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that fails while a user is on the authorization pages. The pages show an error, and
 * the user can continue afterwards.
 */
class PagesInTroubleTest {
  private static final String BUSY = "The server is busy. Try again in a few seconds.";

  @TempDir Path folder;

  private CutProxy proxy;
  private TestServer server;
  private OidcScene scene;

  @BeforeEach
  void start() throws Exception {
    String url = TestDatabase.postgresUrl();
    proxy = CutProxy.before(url);
    Map<String, String> settings = new HashMap<>(OidcScene.SETTINGS);
    settings.putAll(TestServer.sharing(folder, proxy.through(url)));
    server = TestServer.start(folder, InstantSource.system(), settings);
    server.calls().register("susan", PASSWORD);
    scene = new OidcScene(server);
    var _ = scene.addWeb();
  }

  @AfterEach
  void stop() throws Exception {
    proxy.restore();
    server.close();
    proxy.close();
  }

  private static void assertBusy(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(503);
    assertThat(reply.header("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(reply.header("retry-after")).isPresent();
    assertThat(reply.header("x-frame-options")).hasValue("DENY");
    assertThat(reply.all("set-cookie")).isEmpty();
    assertThat(reply.body()).contains(BUSY).doesNotContain("postgres", "susan");
  }

  private Map<String, String> filledIn(Reply page) {
    return with(hidden(page), "username", "susan", "password", PASSWORD, "decision", "sign-in");
  }

  private void restored() {
    proxy.restore();
    eventually(
        "the server works again",
        () -> server.calls().get("/api/users/1").status() == 200 && isWritable());
  }

  private boolean isWritable() {
    return server.calls().register("new" + System.nanoTime(), PASSWORD).status() == 201;
  }

  @Test
  void logInAndConsent() {
    Browser browser = scene.browser();
    Reply login = browser.get(location(browser.get(url(request()))));
    assertThat(login.status()).isEqualTo(200);

    proxy.cut();
    assertBusy(browser.form("/login", filledIn(login)));
    restored();
    String goOn = location(browser.form("/login", filledIn(login)));

    Reply consent = browser.get(location(browser.get(goOn)));
    assertThat(consent.status()).isEqualTo(200);
    proxy.cut();
    assertBusy(browser.get(goOn));
    Map<String, String> yes = with(hidden(consent), "decision", "allow");
    assertBusy(browser.form("/consent", yes));
    restored();
    assertThat(new Rows(server).consents()).isZero();
    assertThat(Optional.ofNullable(query(location(browser.form("/consent", yes))).get("code")))
        .isPresent();
  }
}
