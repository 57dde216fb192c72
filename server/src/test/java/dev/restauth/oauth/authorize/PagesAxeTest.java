package dev.restauth.oauth.authorize;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.factor.FactorScene;
import dev.restauth.page.AxePages;
import dev.restauth.role.AdministratorCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accessibility of the pages for log-ins, consent and errors. */
class PagesAxeTest extends AuthorizeBrowserScene {
  private void assertFits(String name, String title) {
    awaitTitle(tab, title);
    AxePages.assertAccessible(tab, name);
  }

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
    tab.load(
        asking(
            WEB,
            callback(),
            "claims",
            "{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"phr\"}}}"));
    assertFits("confirm", "Confirm that it is you");
    tab.type("#password", PASSWORD);
    tab.click("#sign-in");
    assertFits("unmet", "A stronger log-in is needed");
    tab.load(at("/oauth/logout"));
    assertFits("logout", "Do you want to log out?");
    tab.click("#log-out");
    assertFits("logged-out", "You are logged out");
    tab.load(asking(WEB, "https://evil.example/"));
    assertFits("error", "This address is not registered");
    tab.load(at("/login/factor"));
    assertFits("ended", "This log-in has ended");
  }

  @Test
  void pagesWithoutScripts() {
    AxePages.assertAccessibleWithoutScripts(tab, at("/login"), "login");
    assertThat(tab.value("document.querySelector(\"button.show\").hidden")).isEqualTo("true");
    AxePages.assertAccessibleWithoutScripts(tab, asking(WEB, callback()), "login-of-a-client");
    for (String language : List.of("de", "fr", "es", "zh")) {
      AxePages.assertAccessibleWithoutScripts(
          tab, at("/login?lang=" + language), "login-" + language);
    }
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
    JsonNode enrolled = FactorScene.ok(factors.confirm(begun, code, basic("tom", PASSWORD))).json();
    tab.load(at("/login"));
    enter(tab, "tom");
    assertFits("factor", "Enter your code");
    tab.click("#recovery");
    assertFits("recovery", "Enter a recovery code");
    tab.type("#code", enrolled.get("recovery_codes").get(0).asText());
    tab.click("#sign-in");
    assertFits("recovered", "You used a recovery code");
  }

  /**
   * The page whose form sends the response to the client. A script submits this form immediately,
   * so the test disables scripts.
   */
  @Test
  void pageThatSendsTheAnswer() {
    logIn("susan");
    var _ = tab.command("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    tab.load(asking(NATIVE, callback(), "response_mode", "form_post"));
    awaitTitle(tab, "Allow access?");
    tab.click("#allow");
    awaitTitle(tab, "Back to the application");
    var _ = tab.command("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    AxePages.assertAccessible(tab, "form-post");
  }

  /** Pages for requests that have expired, belong to another browser, or cannot be read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "of-another-browser | /login?request=x | This log-in has ended",
        "step-of-another-browser | /forgot/code?step=x | This step has ended",
        "consent-of-another-browser | /consent?request=x | This log-in cannot go on",
        "unknown-client | /oauth/authorize?client_id=x | This application is not registered",
        "no-mail | /forgot | This server sends no mail",
        "not-found | /login/code | This did not work",
      })
  void pagesOfRefusals(String name, String path, String title) {
    tab.load(at(path));
    assertFits(name, title);
  }

  @Test
  void pageForAFormThatIsTooOld() {
    logIn("susan");
    tab.load(at("/account"));
    var _ = tab.value("document.querySelector(\"[name=form_token]\").value = \"x\"");
    tab.click("#log-out");
    assertFits("too-old", "This did not work");
  }
}
