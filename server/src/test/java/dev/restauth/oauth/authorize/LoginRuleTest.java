package dev.restauth.oauth.authorize;

import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.query;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The rule that decides whether a browser's log-in suffices for a request: {@code prompt}, {@code
 * max_age}, {@code acr}, hints.
 */
class LoginRuleTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  final TestServer server =
      new TestServer(clock, OidcScene.SETTINGS)
          .withAccount("susan", OidcScene.PASSWORD)
          .withAccount("tom", OidcScene.PASSWORD);

  private final OidcScene scene = new OidcScene(server);
  private final Rows rows = new Rows(server);

  @BeforeEach
  void register() {
    var _ =
        scene
            .clients()
            .add("own", "{'redirect_uris':['https://own.example.com/cb'],'first_party':true}");
  }

  private static Map<String, String> own(String... changes) {
    return with(request("own", "https://own.example.com/cb"), changes);
  }

  private static String acr(String value, boolean essential) {
    return "{\"id_token\":{\"acr\":{\"essential\":%s,\"values\":[\"%s\"]}}}"
        .formatted(essential, value);
  }

  /** Returns the outcome of a request: the path of the next page, the error, or {@code code}. */
  private String outcome(Browser browser, Map<String, String> request) {
    String location = location(browser.get(url(request)));
    if (location.startsWith("/")) {
      return location.split("\\?", 2)[0];
    }
    Map<String, String> answer = query(location);
    return answer.getOrDefault("error", "code");
  }

  @Test
  void promptLoginWantsNewLogIn() {
    Browser browser = scene.browser("susan");
    clock.move(Duration.ofSeconds(10));
    for (String prompt : new String[] {"login", "select_account", "login consent"}) {
      assertThat(outcome(browser, own("prompt", prompt))).as(prompt).isEqualTo("/login");
    }
    clock.move(Duration.ofSeconds(10));

    String login = location(browser.get(url(own("prompt", "login"))));
    assertThat(location(browser.get(login.replace("/login", "/oauth/authorize/continue"))))
        .as("without a new proof")
        .startsWith("/login");
    clock.move(Duration.ofSeconds(5));
    Map<String, String> answer =
        query(location(browser.get(location(browser.logIn(browser.get(login), "susan")))));

    assertThat(rows.code(answer).authenticatedAt()).isEqualTo(clock.instant());
  }

  @Test
  void maxAgeIsMeasuredFromTheRequest() {
    Browser browser = scene.browser("susan");
    clock.move(Duration.ofSeconds(100));
    assertThat(outcome(browser, own("max_age", "100"))).isEqualTo("code");
    assertThat(outcome(browser, own("max_age", "99"))).isEqualTo("/login");
    assertThat(outcome(browser, own("max_age", "99", "prompt", "none")))
        .isEqualTo("login_required");
    assertThat(outcome(browser, own("max_age", "10000", "prompt", "none"))).isEqualTo("code");

    String login = location(browser.get(url(own("max_age", "0"))));
    String goOn = location(browser.logIn(browser.get(login), "susan"));
    clock.move(Duration.ofSeconds(30));
    assertThat(query(location(browser.get(goOn)))).as("no loop").containsKey("code");
  }

  @Test
  void promptNoneShowsNoPage() {
    assertThat(outcome(scene.browser(), own("prompt", "none"))).isEqualTo("login_required");
    Browser browser = scene.browser("susan");
    assertThat(outcome(browser, own("prompt", "none"))).isEqualTo("code");
    assertThat(outcome(browser, own("prompt", "none", "claims", acr("2", true))))
        .isEqualTo("interaction_required");
    assertThat(outcome(browser, own("prompt", "none", "claims", acr("2", false))))
        .isEqualTo("code");
    assertThat(outcome(browser, own("prompt", "none", "acr_values", "2"))).isEqualTo("code");
  }

  @Test
  void essentialClassIsEnforcedAndOthersAreWishes() {
    Browser browser = scene.browser("susan");
    clock.move(Duration.ofSeconds(1));
    assertThat(outcome(browser, own("claims", acr("1", true)))).isEqualTo("code");
    assertThat(outcome(browser, own("acr_values", "1 2"))).isEqualTo("code");
    assertThat(outcome(browser, own("acr_values", "gold"))).isEqualTo("code");
    assertThat(outcome(browser, own("claims", acr("2", true)))).isEqualTo("/login");

    String login = location(browser.get(url(own("acr_values", "2"))));
    assertThat(login).startsWith("/login");
    String goOn = location(browser.logIn(browser.get(login), "susan"));
    assertThat(query(location(browser.get(goOn)))).as("more she has not").containsKey("code");
  }

  @Test
  void secondFactorSatisfiesTheEssentialClass() {
    FactorScene factors = new FactorScene(server, clock);
    FactorScene.App app = factors.enrol("tom");
    Browser browser = scene.browser();
    String login = location(browser.get(url(own("claims", acr("2", true)))));
    Reply factor = browser.get(location(browser.logIn(browser.get(login), "tom")));
    Reply done =
        browser.form(
            "/login/factor",
            with(
                OidcScene.hidden(factor), "code", factors.code(app.totp()), "decision", "sign-in"));

    Map<String, String> answer = query(location(browser.get(location(done))));

    assertThat(rows.code(answer).methods()).isEqualTo("password totp");
  }

  @Test
  void onlyTheWantedSubjectSuffices() {
    Browser browser = scene.browser("susan");
    long susan = server.account("susan").id();
    long tom = server.account("tom").id();
    String claims = "{\"id_token\":{\"sub\":{\"value\":\"%s\"}}}";
    assertThat(outcome(browser, own("claims", claims.formatted(susan)))).isEqualTo("code");
    assertThat(outcome(browser, own("claims", claims.formatted(tom)))).isEqualTo("/login");
    assertThat(outcome(browser, own("claims", claims.formatted(tom), "prompt", "none")))
        .isEqualTo("login_required");
    assertThat(outcome(browser, own("claims", claims.formatted("x"), "prompt", "none")))
        .isEqualTo("login_required");
  }
}
