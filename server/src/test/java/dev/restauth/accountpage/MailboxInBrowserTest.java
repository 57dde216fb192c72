package dev.restauth.accountpage;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Chromium;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.VirtualAuthenticator;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.page.AxePages;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The mailed code that a first passkey requires, on the account page and the passkeys page in
 * Chromium.
 */
class MailboxInBrowserTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, Map.of("mail-log", "true"));

  private static Chromium browser;
  private Chromium.Tab tab;
  private String address = "";

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
    tab = browser.open();
    MailCalls mail = new MailCalls(server, clock, mails);
    address = MailCalls.freshAddress();
    server.calls().register("susan", "python");
    String susan = basic("susan", "python");
    mail.change(susan, address);
    assertThat(mail.confirm(susan, mails.next(address).digits()).status()).isEqualTo(204);
    mail.later();
  }

  @AfterEach
  void close() {
    tab.close();
  }

  private String url(String path) {
    return "http://localhost:" + server.port() + path;
  }

  private void awaitTitle(String title) {
    tab.awaitTitle(title);
  }

  private void add() {
    tab.await("document.getElementById(\"add-passkey\")?.hidden === false");
    tab.type("#new-name", "Phone");
    tab.click("#add");
  }

  private void logIn() {
    tab.load(url("/account/factors"));
    awaitTitle("Sign in");
    tab.type("#username", "susan");
    tab.type("#password", "python");
    tab.click("#sign-in");
    awaitTitle("Second factors");
  }

  @Test
  void isAccessible() {
    logIn();
    tab.click("#add-app");
    awaitTitle("Confirm with a code from your mailbox");
    AxePages.assertAccessible(tab, "account-mailbox");
    tab.click("#mail");
    tab.await("document.getElementById(\"mailed\") !== null");
    AxePages.assertAccessible(tab, "account-mailbox-code");
  }

  @Test
  void onThePageOfTheAccount() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    logIn();
    add();
    awaitTitle("Confirm with a code from your mailbox");
    tab.click("#mail");
    tab.await("document.getElementById(\"mailed\") !== null");
    tab.type("#code", mails.nextWithCode(address).digits());
    tab.click("#continue");
    awaitTitle("Second factors");
    add();
    tab.await("document.querySelectorAll(\"#new-codes li\").length === 10");
    assertThat(phone.passkeys()).hasSize(1);
  }

  @Test
  void onThePageForPasskeys() {
    VirtualAuthenticator phone = VirtualAuthenticator.platform(tab);
    tab.load(url("/passkeys"));
    tab.await("!document.getElementById('login').hidden");
    tab.type("#username", "susan");
    tab.type("#password", "python");
    tab.click("#password-form [type=submit]");
    tab.await("!document.getElementById('account').hidden");
    tab.type("#new-name", "Phone");
    tab.click("#add-form [type=submit]");
    tab.await("document.getElementById('password-dialog').open");
    tab.type("#current-password", "python");
    tab.click("#password-dialog [type=submit]");
    tab.await("document.getElementById('mailbox-dialog').open");
    tab.type("#mailbox-code", "1");
    tab.click("#mailbox-dialog [type=submit]");
    tab.await("!document.getElementById('mailbox-wrong').hidden");
    tab.value("document.getElementById('mailbox-code').value = ''");
    tab.type("#mailbox-code", mails.nextWithCode(address).digits());
    tab.click("#mailbox-dialog [type=submit]");
    tab.await("document.getElementById('message').textContent.includes('was added')");
    assertThat(phone.passkeys()).hasSize(1);
  }
}
