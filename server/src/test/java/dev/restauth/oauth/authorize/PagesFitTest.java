package dev.restauth.oauth.authorize;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.factor.FactorScene;
import dev.restauth.role.AdministratorCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages fit on narrow screens and on wide ones, in light and dark. */
class PagesFitTest extends AuthorizeBrowserScene {
  private static final List<Integer> WIDTHS = List.of(320, 1280);

  private void assertFits(String name, String title) {
    awaitTitle(tab, title);
    for (int width : WIDTHS) {
      var _ =
          tab.command(
              "Emulation.setDeviceMetricsOverride",
              Map.of("width", width, "height", 720, "deviceScaleFactor", 1, "mobile", false));
      for (String scheme : List.of("light", "dark")) {
        var _ =
            tab.command(
                "Emulation.setEmulatedMedia",
                Map.of(
                    "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        assertThat(Integer.parseInt(tab.value("document.documentElement.scrollWidth")))
            .as(name + " at " + width)
            .isLessThanOrEqualTo(width);
        assertThat(Double.parseDouble(tab.value(CONTRAST)))
            .as(name + " in " + scheme)
            .isGreaterThan(4.5);
      }
    }
  }

  /** The lowest contrast of a text to its background (WCAG 2.2, relative luminance). */
  private static final String CONTRAST =
      """
      (() => {
        const rgb = text => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
        const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
        const behind = e => { const c = rgb(getComputedStyle(e).backgroundColor);
          return c.length === 4 && c[3] === 0 ? (e.parentElement ? behind(e.parentElement) : [255, 255, 255]) : c; };
        return Math.min(...[...document.querySelectorAll("h1, p, li, label, strong, button, input:not([type=hidden]), header")]
          .filter(e => e.offsetParent).map(e => {
            const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
            return (a + .05) / (b + .05); }));
      })()""";

  @Test
  void pagesOfALogIn() {
    tab.load(
        asking(
            WEB, callback(), "scope", "openid profile email offline_access", "prompt", "consent"));
    assertFits("login", "Sign in");
    tab.type("#username", "susan");
    tab.type("#password", "wrong");
    tab.click("#sign-in");
    tab.await("document.getElementById(\"problem\")?.hidden === false");
    assertFits("wrong", "Sign in");
    tab.type("#password", PASSWORD);
    tab.click("#sign-in");
    assertFits("consent", "Allow access?");
    tab.load(asking(NATIVE, APP));
    assertFits("consent-app", "Allow access?");
    tab.load(at("/login"));
    assertFits("signed-in", "You are signed in");
    tab.load(at("/oauth/logout"));
    assertFits("logout", "Do you want to log out?");
    tab.click("#log-out");
    assertFits("logged-out", "You are logged out");
    tab.load(asking(WEB, "https://evil.example/"));
    assertFits("error", "This address is not registered");
  }

  @Test
  void pageForAnEnrolmentThatIsDue() {
    new AdministratorCalls(SERVER).administrator("ada", "users:read");
    tab.load(at("/login"));
    enter(tab, "ada");
    tab.await("document.getElementById(\"username\") === null");
    assertFits("enrolment", tab.value("document.querySelector(\"h1\").textContent"));
    assertThat(tab.value("document.body.innerText")).contains("second factor");
  }

  @Test
  void pageForAFactor() {
    SetClock clock = new SetClock();
    clock.move(Duration.between(clock.instant(), Instant.now()));
    FactorScene factors = new FactorScene(SERVER, clock);
    JsonNode begun = FactorScene.ok(factors.begin(basic("tom", PASSWORD))).json();
    String code = factors.code(FactorScene.totp(begun));
    var _ = FactorScene.ok(factors.confirm(begun, code, basic("tom", PASSWORD)));
    tab.load(at("/login"));
    enter(tab, "tom");
    assertFits("factor", "Enter your code");
  }
}
