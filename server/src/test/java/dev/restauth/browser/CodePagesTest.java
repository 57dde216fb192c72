package dev.restauth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.assurance.Acr;
import dev.restauth.browser.LoginRequests.Wanted;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.work.SolvedWork;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The pages for a log-in with a mailed code or with the mail's link, in a browser without scripts.
 */
@ExtendWith(QuietLogs.class)
class CodePagesTest {
  private static final String CODE = "/login/code";
  private static final String LINK = "/login/link";
  private static final String COOKIE = "ra-code";

  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings()).with(requests);

  private final BrowserScene scene = new BrowserScene(server);
  private final FactorScene factors = new FactorScene(server, clock);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String address;

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("public-url", "http://localhost:5000");
    settings.put("email-login", "on");
    return settings;
  }

  @BeforeEach
  void register() {
    address = mail.withAddress("susan", "python");
  }

  private String request(Optional<Acr> least, Optional<Long> accountId) {
    return requests.seal(
        new Wanted(
            Optional.of("Photos & <b>more"),
            Instant.EPOCH,
            least,
            Optional.empty(),
            Optional.empty(),
            accountId));
  }

  /** Requests a code, and returns the page on which the user enters the code. */
  private Reply ask(TestBrowser browser, String query, String to) {
    Reply asked = browser.submit(browser.get(CODE + query), Map.of("email", to));
    assertThat(asked.status()).as(asked.body()).isEqualTo(303);
    assertThat(asked.header("location").orElseThrow()).startsWith("/login/code/enter?");
    return browser.follow(asked);
  }

  private Reply ask(TestBrowser browser) {
    return ask(browser, "", address);
  }

  @Test
  void logsInByTheDigits() {
    TestBrowser browser = scene.browser();
    assertThat(browser.get("/login").body())
        .contains("id=\"mailed-code\" class=\"link\" formaction=\"/login/code\"");
    Reply page = ask(browser);
    assertThat(page.body())
        .contains("<h1>Enter the mailed code</h1>", "<bdi>" + address + "</bdi>")
        .contains("autocomplete=\"one-time-code\"", "inputmode=\"numeric\"", "spam folder");
    Mail sent = mails.next(address);
    assertThat(browser.submit(page, Map.of("code", "0000 0000")).status()).isEqualTo(422);
    assertThat(browser.submit(page, Map.of("code", "")).status()).isEqualTo(422);
    assertThat(scene.isLoggedIn(browser)).isFalse();
    Reply done = browser.submit(page, Map.of("code", " " + sent.digits() + " "));
    assertThat(done.header("location")).hasValue("/account");
    assertThat(scene.isLoggedIn(browser)).isTrue();
    assertThat(browser.cookie(COOKIE)).isEmpty();

    TestBrowser second = scene.browser();
    assertThat(browser.submit(page, Map.of("code", sent.digits())).status()).isEqualTo(422);
    assertThat(second.submit(page, Map.of("code", sent.digits())).status()).isEqualTo(403);
  }

  /** No answer reveals whether an address belongs to an account. */
  @Test
  void anUnknownAddressGetsTheSamePage() {
    TestBrowser browser = scene.browser();
    String unknown = MailCalls.freshAddress();
    Reply page = ask(browser, "", unknown);
    Reply known = ask(scene.browser());
    assertThat(masked(page.body()).replace(unknown, address)).isEqualTo(masked(known.body()));
    Reply wrong = browser.submit(page, Map.of("code", "1234 5678"));
    assertThat(wrong.status()).isEqualTo(422);
    for (String typed : List.of("", "susan", "a@b", "x".repeat(300) + "@example.com")) {
      assertThat(browser.submit(browser.get(CODE), Map.of("email", typed)).status())
          .as(typed)
          .isEqualTo(422);
    }
  }

  private static String masked(String page) {
    return page.replaceAll("(attempt|form_token)(=|\" value=\")[\\w%-]+", "$1");
  }

  @Test
  void goesOnWithTheRequestOfAnApplication() {
    String sealed = request(Optional.empty(), Optional.empty());
    TestBrowser browser = scene.browser();
    assertThat(TestBrowser.form(browser.get("/login?request=" + sealed), "id=\"mailed-code\""))
        .contains("method=\"get\"", "name=\"request\" value=\"" + sealed + "\"");
    Reply page = ask(browser, "?request=" + sealed, address);
    assertThat(page.body()).contains("Photos &amp; &lt;b&gt;more");
    assertThat(browser.submit(page, Map.of("decision", "cancel")).header("location"))
        .hasValue("/trial/cancel?request=" + sealed);
    Reply done = browser.submit(page, Map.of("code", mails.next(address).digits()));
    assertThat(done.header("location")).hasValue("/trial/continue?request=" + sealed);
    assertThat(scene.isLoggedIn(browser)).isTrue();
  }

  @Test
  void theParametersOfAnApplicationApply() {
    String other = request(Optional.empty(), Optional.of(4_711L));
    TestBrowser browser = scene.browser();
    Reply page = ask(browser, "?request=" + other, address);
    Reply refused = browser.submit(page, Map.of("code", mails.next(address).digits()));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("asks for a different account");
    mail.later();
    String two = request(Optional.of(Acr.TWO), Optional.empty());
    Reply strong = ask(browser, "?request=" + two, address);
    Reply weak = browser.submit(strong, Map.of("code", mails.next(address).digits()));
    assertThat(weak.body()).contains("A stronger log-in is needed");
    assertThat(browser.cookie("restauth")).isEmpty();
    assertThat(scene.rows("susan")).isZero();
  }

  @Test
  void anAccountWithAFactorContinuesToTheFactorPage() {
    FactorScene.App app = factors.enrol("susan");
    TestBrowser browser = scene.browser();
    Reply page = ask(browser);
    Reply half = browser.submit(page, Map.of("code", mails.nextWithCode(address).digits()));
    assertThat(half.header("location").orElseThrow()).startsWith("/login/factor?attempt=");
    assertThat(browser.cookie("restauth")).isEmpty();
    Reply done = browser.submit(browser.follow(half), Map.of("code", factors.code(app.totp())));
    assertThat(done.header("location")).hasValue("/account");
    assertThat(scene.isLoggedIn(browser)).isTrue();
  }

  /**
   * The link logs in only the browser that requested the mail, and only through the page's button.
   */
  @Test
  void theLinkLogsInTheBrowserThatAsked() {
    String sealed = request(Optional.empty(), Optional.empty());
    TestBrowser browser = scene.browser();
    ask(browser, "?request=" + sealed, address);
    Mail sent = mails.next(address);
    assertThat(sent.link()).startsWith("http://localhost:5000/login/link#");

    Reply foreign = scene.browser().get(LINK);
    assertThat(foreign.status()).isEqualTo(200);
    assertThat(foreign.body())
        .contains("<h1>Your code</h1>", "did not ask for the mail", "id=\"digits\"")
        .doesNotContain("method=\"post\"");

    Reply page = browser.get(LINK);
    assertThat(page.body()).contains("<h1>Sign in</h1>", "src=\"/login-link.js\"");
    assertThat(scene.isLoggedIn(browser)).isFalse();
    // Without scripts, the user pastes the link.
    Reply done = browser.submit(page, Map.of("code", sent.link()));
    assertThat(done.header("location")).hasValue("/trial/continue?request=" + sealed);
    assertThat(scene.isLoggedIn(browser)).isTrue();
    assertThat(browser.get(LINK).body()).doesNotContain("method=\"post\"");
  }

  /**
   * If the server accepted the link of another request, an attacker's link could log the user in to
   * the attacker's account (login CSRF).
   */
  @Test
  void theLinkOfAnotherRequestIsRefused() {
    String eve = mail.withAddress("eve", "python");
    TestBrowser attacker = scene.browser();
    ask(attacker, "", eve);
    String link = mails.next(eve).link();
    TestBrowser browser = scene.browser();
    ask(browser);
    Reply page = browser.get(LINK);
    for (String presented : List.of(link, link.replaceAll(".*#", ""))) {
      Reply refused = browser.submit(page, Map.of("code", presented));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body()).contains("This link belongs to another request");
    }
    assertThat(browser.submit(page, Map.of("code", link.replaceAll(".*\\.", ""))).status())
        .isEqualTo(422);
    assertThat(scene.isLoggedIn(browser)).isFalse();
    Reply done = browser.submit(page, Map.of("code", mails.next(address).digits()));
    assertThat(done.status()).isEqualTo(303);
  }

  @Test
  void theCookieBelongsToItsBrowser() {
    TestBrowser browser = scene.browser();
    ask(browser);
    String cookie = browser.cookie(COOKIE).orElseThrow();
    TestBrowser thief = scene.browser();
    thief.get("/login");
    assertThat(thief.with(COOKIE, cookie).get(LINK).body()).doesNotContain("method=\"post\"");
    for (String forged : List.of("", ".", "x.", cookie + ".x", "A".repeat(3_000))) {
      assertThat(browser.with(COOKIE, forged).get(LINK).body())
          .as(forged)
          .doesNotContain("method=\"post\"");
    }
    clock.move(Duration.ofMinutes(10));
    assertThat(browser.with(COOKIE, cookie).get(LINK).body()).doesNotContain("method=\"post\"");
  }

  @Test
  void aMailIsSentOnceMoreAfterAMinute() {
    TestBrowser browser = scene.browser();
    Reply page = ask(browser);
    Mail first = mails.next(address);
    Reply early = browser.submit(page, Map.of("decision", "resend"));
    assertThat(early.status()).isEqualTo(429);
    assertThat(early.header("retry-after").map(Integer::parseInt).orElseThrow()).isBetween(1, 60);
    assertThat(early.body()).contains("A mail has just been sent", "data-seconds=\"");
    mail.later();
    Reply again = browser.submit(page, Map.of("decision", "resend"));
    assertThat(again.status()).isEqualTo(303);
    Reply newer = browser.follow(again);
    assertThat(browser.submit(newer, Map.of("code", first.digits())).status()).isEqualTo(422);
    assertThat(browser.submit(newer, Map.of("code", mails.next(address).digits())).status())
        .isEqualTo(303);
  }

  @Test
  void aFormNeedsTheTokenOfThisBrowserAndRequest() {
    TestBrowser browser = scene.browser();
    Reply page = ask(browser);
    String digits = mails.next(address).digits();
    for (String path : List.of(CODE, "/login/code/enter")) {
      assertThat(browser.post(path, Map.of("code", digits)).status()).as(path).isEqualTo(403);
    }
    Map<String, String> hidden = TestBrowser.hidden(page);
    hidden.put("code", digits);
    hidden.put("request", request(Optional.empty(), Optional.empty()));
    assertThat(browser.post("/login/code/enter", hidden).status()).isEqualTo(403);
    Map<String, String> login = TestBrowser.hidden(browser.get("/login"));
    assertThat(
            browser
                .submit(page, Map.of("code", digits, "form_token", login.get("form_token")))
                .status())
        .isEqualTo(403);
    assertThat(browser.submit(page, Map.of("code", digits), "Sec-Fetch-Site: cross-site").status())
        .isEqualTo(403);
    assertThat(browser.submit(page, Map.of("code", digits)).status()).isEqualTo(303);
  }

  @Test
  void aCodeExpiresAfterTenMinutes() {
    TestBrowser browser = scene.browser();
    Reply page = ask(browser);
    String digits = mails.next(address).digits();
    clock.move(Duration.ofMinutes(10));
    Reply ended = browser.submit(page, Map.of("code", digits));
    assertThat(ended.status()).isEqualTo(400);
    assertThat(ended.body()).contains("This log-in has ended", "href=\"/login\"");
  }

  @Test
  void theMailLimitsApply() {
    TestBrowser browser = scene.browser();
    Reply last = browser.get(CODE);
    Reply page = last;
    for (int i = 0; i < 40 && last.status() != 429; i++) {
      last = browser.submit(page, Map.of("email", MailCalls.freshAddress()));
    }
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.header("retry-after")).isPresent();
    assertThat(last.body()).contains("Too many mails were requested from this network");
  }

  @Test
  void fiveWrongCodesInvalidateTheRequest() {
    TestBrowser browser = scene.browser();
    Reply page = ask(browser);
    String digits = mails.next(address).digits();
    for (int i = 0; i < 5; i++) {
      assertThat(browser.submit(page, Map.of("code", "0000 000" + i)).status()).isEqualTo(422);
    }
    assertThat(browser.submit(page, Map.of("code", digits)).status()).isEqualTo(422);
    assertThat(scene.isLoggedIn(browser)).isFalse();
  }

  @Test
  void isOffWithoutTheSetting() {
    server.restart(Map.of("public-url", "http://localhost:5000"));
    TestBrowser browser = scene.browser();
    for (String path : List.of(CODE, "/login/code/enter", LINK)) {
      assertThat(browser.get(path).status()).as(path).isEqualTo(404);
    }
    assertThat(browser.get("/login").body())
        .doesNotContain("mailed-code", "id=\"forgot\"")
        .contains("id=\"sign-up\" class=\"link\" formaction=\"/signup\"");
  }

  /**
   * The page requires the same proof of work as {@code POST /api/login-codes}. Otherwise programs
   * would use the page instead of that call to send mails.
   */
  @Test
  void requiresTheProofOfWorkOfTheCallForEachMail() {
    Map<String, String> settings = settings();
    settings.put("sign-up-work", "8");
    server.restart(settings);
    TestBrowser browser = scene.browser();
    Reply page = browser.get(CODE);
    assertThat(page.body())
        .contains("data-challenges=\"/api/sign-up-work\"", "src=\"/sign-up.js\"", "<noscript>");
    long codes = codes();
    for (String work : List.of("", "x:1", "x".repeat(1_000))) {
      Reply refused = browser.submit(page, Map.of("email", address, "work", work));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body()).contains("allow scripts for this page");
    }
    assertThat(codes()).isEqualTo(codes);

    String work = work();
    Reply asked = browser.submit(page, Map.of("email", address, "work", work));
    assertThat(asked.status()).isEqualTo(303);
    assertThat(codes()).isEqualTo(codes + 1);
    assertThat(browser.submit(page, Map.of("email", address, "work", work)).status())
        .as("used")
        .isEqualTo(422);
    clock.move(Duration.ofMinutes(2));
    Reply entry = browser.follow(asked);
    Map<String, String> resend = Map.of("decision", "resend", "code", "");
    assertThat(browser.submit(entry, resend).status()).isEqualTo(422);
    assertThat(codes()).isEqualTo(codes + 1);
    assertThat(
            browser
                .submit(entry, Map.of("decision", "resend", "code", "", "work", work()))
                .status())
        .isEqualTo(303);
    assertThat(codes()).isEqualTo(codes + 2);
  }

  private String work() {
    return SolvedWork.header(server.calls()).replace("Sign-Up-Work: ", "");
  }

  private long codes() {
    return Rows.count(server, "SELECT count(*) AS n FROM one_time_code");
  }
}
