package dev.restauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Chromium;
import dev.restauth.TestServer;
import dev.restauth.page.AxePages;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The front page in Chromium. */
class FrontPageInBrowserTest {
  @RegisterExtension private static final TestServer server = new TestServer();

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
    tab = browser.open("http://localhost:" + server.port() + "/");
  }

  @AfterEach
  void close() {
    tab.close();
  }

  /** Clicks the button of the longest command, and returns what a paste then inserts. */
  private String copiedByOneClick() {
    var _ =
        tab.value(
            """
            (() => {
              const boxes = [...document.querySelectorAll('.command')];
              const long = box => box.querySelector('pre').textContent.length;
              const box = boxes.reduce((one, other) => long(one) < long(other) ? other : one);
              box.id = 'longest';
              globalThis.labels = [];
              new MutationObserver(() => labels.push(box.querySelector('button').textContent))
                .observe(box.querySelector('button'), { childList: true });
            })()""");
    tab.click("#longest button");
    tab.await("labels.includes('Copied')"); // the label changes back after two seconds
    var _ =
        tab.value(
            "(() => { const field = document.createElement('textarea'); field.id = 'field'; document.body.append(field); field.focus(); })()");
    var _ =
        tab.command(
            "Input.dispatchKeyEvent",
            Map.of("type", "keyDown", "key", "v", "commands", List.of("paste")));
    tab.await("document.getElementById('field').value !== ''");
    return tab.value("document.getElementById('field').value");
  }

  private String longest() {
    return tab.value("document.querySelector('#longest pre').textContent");
  }

  @Test
  void oneClickCopiesAWholeCommand() {
    assertThat(copiedByOneClick()).isEqualTo(longest()).startsWith("curl ").contains("$SERVER/api");
  }

  /** Over plain HTTP from another machine, browsers offer no clipboard to scripts. */
  @Test
  void oneClickCopiesWithoutTheClipboardForScripts() {
    var _ = tab.value("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    assertThat(copiedByOneClick()).isEqualTo(longest());
  }

  @Test
  void longCommandsScrollOnANarrowScreen() {
    AxePages.show(tab, 320, "light");
    assertThat(Integer.parseInt(tab.value("document.documentElement.scrollWidth")))
        .isLessThanOrEqualTo(320);
    String wide =
        "[...document.querySelectorAll('pre')].filter(e => e.scrollWidth > e.clientWidth)";
    assertThat(Integer.parseInt(tab.value(wide + ".length"))).isPositive();
    assertThat(
            tab.value(
                wide
                    + ".map(e => getComputedStyle(e).overflowX + ' ' + getComputedStyle(e).whiteSpaceCollapse + ' ' + getComputedStyle(e).textWrapMode).join()"))
        .matches("(auto preserve nowrap,?)+");
  }

  @Test
  void isAccessible() {
    AxePages.assertAccessible(tab, "front-page");
  }
}
