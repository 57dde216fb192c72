package dev.restauth.accountpage;

import static dev.restauth.accountpage.AccountScene.location;
import static dev.restauth.accountpage.AccountScene.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.passkey.SoftAuthenticator;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page for the mailed code that a first factor requires, in a browser without scripts. */
@ExtendWith(QuietLogs.class)
class MailboxPageTest {
  private static final String FACTORS = "/account/factors";
  private static final String TOTP = FACTORS + "/totp";
  private static final String PASSKEYS = FACTORS + "/passkeys";
  private static final String FOR_APP = FACTORS + "/code?for=totp";
  private static final String FOR_PASSKEY = FACTORS + "/code?for=passkey";
  private static final String CHECK = "value=\"check\"";
  private static final String MAIL = "value=\"mail\"";

  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, MailCalls.SETTINGS).withAccount("david", "python");

  private final AccountScene scene = new AccountScene(server, clock);
  private final FactorScene factors = new FactorScene(server, clock);
  private String address = "";

  @BeforeEach
  void confirmAnAddress() {
    address = new MailCalls(server, clock, mails).withAddress("susan", "python");
  }

  /** Returns the page that a browser shows after it has requested a mail. */
  private static Reply asked(TestBrowser browser, String path) {
    Reply page = ok(browser.get(path));
    assertThat(page.body()).contains("Confirm with a code from your mailbox").doesNotContain(CHECK);
    return ok(browser.submit(page, MAIL, Map.of()));
  }

  private String digits() {
    return mails.nextWithCode(address).digits();
  }

  @Test
  void anAppTakesACode() {
    TestBrowser browser = scene.loggedIn("susan");
    assertThat(location(browser.get(TOTP))).isEqualTo(FOR_APP);
    Reply page = asked(browser, FOR_APP);
    Reply throttled = browser.submit(page, MAIL, Map.of());
    assertThat(throttled.status()).isEqualTo(429);
    assertThat(throttled.header("retry-after")).hasValue("60");
    assertThat(browser.submit(page, CHECK, Map.of("code", "")).status()).isEqualTo(422);
    Reply wrong = browser.submit(page, CHECK, Map.of("code", "1.2"));
    assertThat(wrong.status()).isEqualTo(422);
    scene.laterThanAProof(); // the mail arrives after the log-in has become too old
    Reply proved = browser.submit(wrong, CHECK, Map.of("code", digits()));
    assertThat(location(proved)).startsWith(TOTP + "?mailbox=");
    Reply app = ok(browser.follow(proved));
    String key =
        Pattern.compile("id=\"key\">([^<]*)<")
            .matcher(app.body())
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    String code = factors.code(FactorScene.totp(key.replace(" ", "")));
    assertThat(ok(browser.submit(app, Map.of("code", code))).body()).contains("id=\"stored\"");
    assertThat(location(browser.get(FOR_APP))).as("needed no more").isEqualTo(TOTP);
  }

  @Test
  void aMarkIsOfItsBrowserAndItsTime() {
    TestBrowser browser = scene.loggedIn("susan");
    String marked =
        location(browser.submit(asked(browser, FOR_APP), CHECK, Map.of("code", digits())));
    ok(browser.get(marked));
    assertThat(location(scene.loggedIn("susan").get(marked))).isEqualTo(FOR_APP);
    for (String forged :
        new String[] {
          marked.replaceFirst("mailbox=\\d", "mailbox=9"), TOTP + "?mailbox=", TOTP + "?mailbox=.x"
        }) {
      assertThat(location(browser.get(forged))).isEqualTo(FOR_APP);
    }
    clock.move(Duration.ofMinutes(5));
    ok(browser.get(marked));
    clock.move(Duration.ofSeconds(1));
    assertThat(location(browser.get(marked))).startsWith("/login?request=own.");
  }

  @Test
  void aPasskeyTakesACode() {
    TestBrowser browser = scene.loggedIn("susan");
    String token = token(ok(browser.get(FACTORS)));
    ObjectNode body = new ObjectMapper().createObjectNode().put("form_token", token);
    assertThat(browser.json(PASSKEYS + "/options", body.toString()).json().toString())
        .isEqualTo("{\"location\":\"" + FOR_PASSKEY + "\"}");
    String marked =
        location(browser.submit(asked(browser, FOR_PASSKEY), CHECK, Map.of("code", digits())));
    assertThat(marked).startsWith(FACTORS + "?mailbox=");
    ok(browser.get(marked));
    body.put("mailbox", marked.substring(marked.indexOf('=') + 1));
    JsonNode begun = ok(browser.json(PASSKEYS + "/options", body.toString())).json();
    SoftAuthenticator phone = SoftAuthenticator.at("accounts.example");
    body.put("request", begun.get("request").asText()).put("name", "Phone");
    body.set("credential", phone.create(begun.get("publicKey")));
    JsonNode added = ok(browser.json(PASSKEYS, body.toString())).json();
    assertThat(added.get("recovery_codes")).hasSize(10);
  }

  @Test
  void othersNeedNone() {
    TestBrowser browser = scene.loggedIn("david");
    ok(browser.get(TOTP));
    assertThat(location(browser.get(FOR_APP))).isEqualTo(TOTP);
    assertThat(location(browser.get(FOR_PASSKEY))).isEqualTo(FACTORS);
  }

  @Test
  void aFormOfAnotherBrowserDoesNothing() {
    TestBrowser browser = scene.loggedIn("susan");
    Reply page = asked(browser, FOR_APP);
    TestBrowser thief = scene.loggedIn("susan");
    assertThat(thief.submit(page, CHECK, Map.of("code", digits())).status()).isEqualTo(403);
    scene.laterThanAProof();
    assertThat(location(browser.submit(page, MAIL, Map.of()))).startsWith("/login?request=own.");
  }

  private static String token(Reply list) {
    return TestBrowser.hidden(TestBrowser.form(list, "add-passkey")).getOrDefault("form_token", "");
  }
}
