package dev.restauth.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Chromium;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.language.Language;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Password fields and other elements that the pages' script makes easier to use, in Chromium. */
class PasswordFieldInBrowserTest {
  private static final int PAGE_BYTES = 30 * 1024;

  @RegisterExtension
  private static final TestServer server = new TestServer(Map.of("password-policy", "nist"));

  private static Chromium browser;
  private Chromium.Tab tab;

  @BeforeAll
  static void startBrowser() {
    browser = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    browser.close();
  }

  @BeforeEach
  void open() {
    tab = browser.open("http://localhost:" + server.port() + "/login");
  }

  @AfterEach
  void close() {
    tab.close();
  }

  private static String rendered(String template, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("text", Texts.all("Example", Map.of()).apply(Language.EN));
    StringOutput output = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html).render(template, all, output);
    return output.toString();
  }

  /** Inserts a part of a page into the form, and runs the script again. */
  private void put(String html) {
    var _ =
        tab.value(
            "(() => { document.querySelector('form').innerHTML = `%s`; })()"
                .formatted(html.replace("\\", "\\\\").replace("`", "\\`")));
    var _ =
        tab.value(
            "import(document.querySelector('script[src*=\"pages.js\"]').src + '&again').then(() => globalThis.again = document.querySelector('form').innerText)");
    tab.await("globalThis.again !== undefined");
  }

  @Test
  void passwordIsShownAndHidden() {
    tab.await("!document.querySelector('.show').hidden");
    tab.type("#password", "python");
    tab.click(".show");
    assertThat(tab.value("document.getElementById('password').type")).isEqualTo("text");
    assertThat(tab.value("document.querySelector('.show').textContent")).isEqualTo("Hide");
    assertThat(tab.value("document.querySelector('.show').ariaLabel")).isEqualTo("Hide password");
    tab.type("#username", "susan");
    tab.click("#sign-in");
    tab.await("document.getElementById('problem')?.hidden === false");
    assertThat(tab.value("document.getElementById('password').type")).isEqualTo("password");
  }

  @Test
  void capsLockIsDetected() {
    String hint = "document.querySelector('#password-caps span').hidden";
    String press =
        "document.getElementById('password').dispatchEvent(new KeyboardEvent('keydown', { key: 'A', modifierCapsLock: %s }))";
    assertThat(tab.value(hint)).isEqualTo("true");
    var _ = tab.value(press.formatted("true"));
    assertThat(tab.value(hint)).isEqualTo("false");
    var _ = tab.value(press.formatted("false"));
    assertThat(tab.value(hint)).isEqualTo("true");
  }

  @Test
  void meterShowsTheJudgementOfTheServer() {
    put(
        rendered("page/field.jte", Map.of("name", "username", "label", "Name"))
            + rendered(
                "page/password.jte",
                Map.of(
                    "name", "password",
                    "label", "Password",
                    "autocomplete", "new-password",
                    "strengthFor", "username")));
    String text = "document.getElementById('password-strength').textContent";
    assertThat(tab.value(text)).startsWith("Several words");
    double height = height();
    tab.type("#password", "python");
    tab.await(text + ".startsWith('At least 15 characters are needed.')");
    assertThat(tab.value("document.querySelector('.strength').dataset.score")).isEqualTo("1");
    tab.type("#password", " stapler humming orbit canyon");
    tab.await("document.querySelector('.strength').dataset.score === '4'");
    assertThat(height()).isEqualTo(height);
    AxePages.assertAccessible(tab, "new-password");
  }

  private double height() {
    return Double.parseDouble(
        tab.value("document.querySelector('.strength').getBoundingClientRect().height"));
  }

  @Test
  void waitIsCounted() {
    put(rendered("page/resend.jte", Map.of("label", "Send again", "seconds", 2L)));
    assertThat(tab.value("globalThis.again")).startsWith("Again in ");
    tab.await("!document.getElementById('resend').disabled");
    assertThat(tab.value("document.getElementById('resend').textContent")).isEqualTo("Send again");
  }

  /** The page reserves the space of everything that scripts show later. */
  @Test
  void nothingMovesWhileThePageIsLoaded() {
    assertThat(
            tab.value(
                "(observer => { observer.observe({ type: 'layout-shift', buffered: true });"
                    + " return observer.takeRecords().reduce((sum, each) => sum + each.value, 0); })(new PerformanceObserver(() => 0))"))
        .isEqualTo("0");
  }

  @Test
  void aPageIsSmallWithAllThatItNeeds() {
    HttpCalls calls = server.calls();
    String page = calls.get("/login").body();
    int bytes = page.length() + calls.get("/passkeys/passkeys.js").body().length();
    Matcher parts =
        Pattern.compile("(?:href|src)=\"(/[a-z]+\\.[a-z]+(?:\\?v=\\w+)?)\"").matcher(page);
    int files = 0;
    while (parts.find()) {
      bytes += calls.get(parts.group(1)).body().length();
      files++;
    }
    assertThat(files).isEqualTo(3);
    assertThat(bytes).isLessThan(PAGE_BYTES);
  }
}
