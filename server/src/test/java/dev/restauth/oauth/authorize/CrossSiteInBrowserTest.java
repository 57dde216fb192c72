package dev.restauth.oauth.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.factor.FactorScene;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages of other origins. They can neither submit this server's forms, even with valid form tokens,
 * nor show its pages in a frame.
 */
class CrossSiteInBrowserTest extends AuthorizeBrowserScene {
  /** The origin of the page that submits a form. */
  private enum From {
    /** Another port of the server's host: the browser sends the cookies with the form. */
    SAME_SITE("localhost", "<form id=\"attack\" method=\"post\" action=\"%s\">%s</form>"),
    CROSS_SITE("127.0.0.1", "<form id=\"attack\" method=\"post\" action=\"%s\">%s</form>"),
    /** A sandboxed frame, for which the browser sends {@code Origin: null}. */
    SANDBOX(
        "localhost",
        """
        <iframe sandbox="allow-forms allow-scripts allow-top-navigation" srcdoc='
          <form id="attack" method="post" target="_top" action="%s">%s</form>
          <script>document.getElementById("attack").submit()</script>'></iframe>""");

    private final String host;
    private final String page;

    From(String host, String page) {
      this.host = host;
      this.page = page;
    }
  }

  /** Returns the hidden fields of the form on the page, including its token, and {@code more}. */
  private String fields(String more) {
    return tab.value(
            "[...document.querySelectorAll(\"input[type=hidden]\")].map(e => e.outerHTML).join(\"\")")
        + more;
  }

  private static String field(String name, String value) {
    return "<input type=\"hidden\" name=\"%s\" value=\"%s\">".formatted(name, value);
  }

  private void attack(From from, String path, String fields) {
    other.publish("/attack", from.page.formatted(at(path), fields));
    tab.load("http://" + from.host + ":" + other.port() + "/attack");
    if (from != From.SANDBOX) {
      var _ = tab.value("document.getElementById(\"attack\").submit()");
    }
    awaitTitle(tab, "This did not work");
    assertThat(tab.value("location.pathname")).isEqualTo(path);
  }

  @ParameterizedTest
  @EnumSource
  void nobodyIsLoggedIn(From from) {
    tab.load(at("/login"));
    attack(from, "/login", fields(field("username", "tom") + field("password", "python")));
    assertThat(isLoggedIn("tom")).isFalse();
    logIn("susan");
    attack(from, "/login", field("username", "tom") + field("password", "python"));
    assertThat(isLoggedIn("susan")).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsAllowed(From from) {
    logIn("susan");
    tab.load(asking(WEB, callback()));
    awaitTitle(tab, "Allow access?");
    long before = rows.all();
    attack(from, "/consent", fields(field("decision", "allow")));
    assertThat(rows.consents()).isZero();
    assertThat(rows.codes()).isZero();
    assertThat(rows.all()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void nobodyIsLoggedOut(From from) {
    logIn("susan");
    tab.load(at("/oauth/logout"));
    awaitTitle(tab, "Do you want to log out?");
    attack(from, "/oauth/logout/confirm", fields(""));
    assertThat(isLoggedIn("susan")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/login", "/oauth/logout", "/logout/done", "/oauth/authorize", "/consent", "*"})
  void noPageIsShownInAFrame(String path) {
    logIn("susan");
    String framed = path.equals("*") ? asking(WEB, callback()) : at(path);
    assertThat(framedUrl(framed)).startsWith("chrome-error:");
  }

  /**
   * At this step the user has already entered the password, so clickjacking requires only one
   * click.
   */
  @Test
  void pageForASecondFactorIsNotShownEither() {
    assertThat(SERVER.calls().register("ursula", "python").status()).isEqualTo(201);
    SetClock clock = new SetClock();
    clock.move(Duration.between(clock.instant(), InstantSource.system().instant()));
    var _ = new FactorScene(SERVER, clock).enrol("ursula");
    tab.load(at("/login"));
    enter(tab, "ursula");
    awaitTitle(tab, "Enter your code");
    String page = tab.value("location.href");
    assertThat(page).contains("/login/factor?attempt=");

    assertThat(framedUrl(page)).startsWith("chrome-error:");
    tab.load(page);
    awaitTitle(tab, "Enter your code");
  }

  @Test
  void framesWork() {
    String page = "http://localhost:" + other.port() + "/framed";
    assertThat(framedUrl(page)).isEqualTo(page);
  }

  @ParameterizedTest
  @CsvSource({"/login", "/oauth/logout"})
  void notEvenInOneOfTheSameOrigin(String path) {
    logIn("susan");
    var _ =
        tab.value(
            "(f => { f.src = \"%s\"; f.onload = () => globalThis.framed = true; document.body.append(f) })(document.createElement(\"iframe\"))"
                .formatted(at(path)));
    tab.await("globalThis.framed === true");
    assertThat(childUrl()).startsWith("chrome-error:");
  }

  private String framedUrl(String url) {
    other.publish(
        "/frames",
        "<iframe onload=\"globalThis.framed = true\" src=\"%s\"></iframe>"
            .formatted(url.replace("&", "&amp;")));
    tab.load("http://localhost:" + other.port() + "/frames");
    tab.await("globalThis.framed === true");
    return childUrl();
  }

  private String childUrl() {
    JsonNode tree = tab.command("Page.getFrameTree", Map.of());
    return tree.at("/frameTree/childFrames/0/frame/url").asText();
  }
}
