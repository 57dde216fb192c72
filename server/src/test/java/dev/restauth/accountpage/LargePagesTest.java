package dev.restauth.accountpage;

import static dev.restauth.accountpage.AccountScene.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.page.PageWeight;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Account pages with the maximum number of entries and the longest texts. No page, together with
 * the files that it loads, has more than 30 KB. The pages show every entry.
 */
class LargePagesTest {
  private static final Pattern MORE =
      Pattern.compile("<a class=\"secondary\" href=\"(/account[^\"]*)\">(?:Show|Mostrar)");

  /** Characters of three bytes each, and ampersands, which take five bytes in HTML. */
  private static final String WIDE = "漢&".repeat(50);

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", "http://localhost:5000"))
          .withAccount("susan", "python");

  private final AccountScene scene = new AccountScene(server, clock);
  private TestBrowser browser = scene.browser();

  @BeforeEach
  void logIn() {
    browser = scene.loggedIn("susan");
  }

  private void assertSmall(String path, Reply page) {
    assertThat(PageWeight.of(server.calls(), page)).as(path).isLessThan(PageWeight.AT_MOST);
  }

  /** Follows a list to its last page. Returns all forms that contain a text. */
  private Set<String> things(String first, String action) {
    Set<String> things = new HashSet<>();
    String path = first;
    while (!path.isEmpty()) {
      Reply page = ok(browser.get(path, "Accept-Language: es"));
      assertSmall(path, page);
      List<String> forms =
          Pattern.compile("(?s)<form .*?</form>")
              .matcher(page.body())
              .results()
              .map(MatchResult::group)
              .filter(form -> form.contains("value=\"" + action + "\""))
              .toList();
      forms.forEach(form -> things.add(TestBrowser.hidden(form).getOrDefault("thing", "")));
      path =
          MORE.matcher(page.body())
              .results()
              .map(each -> each.group(1).replace("&amp;", "&"))
              .findFirst()
              .orElse("");
      assertThat(things.size()).as("the end comes").isLessThan(1_000);
    }
    return things;
  }

  @Test
  void sessionsAreShownInParts() {
    new CrowdedAccount(server, "susan").sessions(99, "漢".repeat(255));
    Reply page = ok(browser.get("/account"));
    assertSmall("/account", page);
    assertThat(page.body())
        .contains("Show all <bdi>100</bdi>", "href=\"/account?list=devices&amp;from=0\"");
    assertThat(things("/account?list=devices", "end")).hasSize(99);
    Reply part = ok(browser.get("/account?list=devices&from=90"));
    assertThat(part.body())
        .contains("<h1>Devices and sessions</h1>", "href=\"/account\"", "value=\"end-others\"")
        .contains("name=\"from\" value=\"90\"", "name=\"lang\" value=\"de\"")
        .doesNotContain("id=\"log-out\"", "Show ");
    Reply done = browser.submit(part, "value=\"end\"", Map.of());
    assertThat(AccountScene.location(done)).startsWith("/account?done=session-ended");
    for (String odd : List.of("999999", "-1", "x", "99999999999999999999")) {
      ok(browser.get("/account?list=devices&from=" + odd));
    }
    assertThat(ok(browser.get("/account?list=other&from=3")).body()).contains("id=\"log-out\"");
  }

  @Test
  void rememberedDevicesAreShownInParts() {
    new CrowdedAccount(server, "susan").remembered(20, "漢".repeat(255));
    assertThat(ok(browser.get("/account")).body()).contains("Show all <bdi>20</bdi>");
    assertThat(things("/account?list=remembered", "forget")).hasSize(20);
  }

  /**
   * The longest list of scopes that a client can be registered for, and the maximum number of
   * resources of a token.
   */
  @Test
  void applicationsAreShownInParts() {
    String scopes =
        "openid profile email address phone offline_access "
            + IntStream.range(0, 33)
                .mapToObj(i -> String.format("%064d", i))
                .collect(Collectors.joining(" "));
    String resources =
        IntStream.range(0, 20)
            .mapToObj(i -> "https://resource-%02d.example/%s".formatted(i, "x".repeat(18)))
            .collect(Collectors.joining(" "));
    CrowdedAccount crowded = new CrowdedAccount(server, "susan");
    crowded.applications(3, WIDE, scopes.substring(0, 2_048), Optional.of(resources));
    clock.move(Duration.ofMinutes(1)); // the list begins with the newest applications
    crowded.applications(60, "App", "openid profile", Optional.empty());
    assertSmall("/account", ok(browser.get("/account")));
    assertThat(things("/account?list=applications", "withdraw")).hasSize(63);
    assertThat(ok(browser.get("/account?list=applications&from=60")).body())
        .contains("resource-19.example", "<bdi>" + WIDE.replace("&", "&amp;") + "</bdi>");
  }

  @Test
  void allListsAtTheirMaximum() {
    new CrowdedAccount(server, "susan")
        .sessions(99, "漢".repeat(255))
        .remembered(20, "漢".repeat(255))
        .applications(10, WIDE, "openid profile email", Optional.of("https://api.example"));
    for (String language : List.of("en", "de", "fr", "es", "zh")) {
      String path = "/account?lang=" + language;
      assertSmall(path, ok(browser.get(path)));
    }
  }

  @Test
  void passkeysAreShownInParts() {
    new CrowdedAccount(server, "susan").passkeys(20, "漢&".repeat(32));
    assertThat(ok(browser.get("/account/factors")).body()).contains("Show <bdi>15</bdi> more");
    assertThat(things("/account/factors", "rename-passkey")).hasSize(20);
  }
}
