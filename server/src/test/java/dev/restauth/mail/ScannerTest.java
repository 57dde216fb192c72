package dev.restauth.mail;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import dev.restauth.Chromium;
import dev.restauth.Eventually;
import dev.restauth.SetClock;
import dev.restauth.TestPort;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mail scanner that opens every link twice, in a browser that runs scripts. This changes nothing,
 * so the owner of the mailbox can still use the links and codes.
 */
class ScannerTest {
  private static final String ANNA = "anna@example.com";
  private static final String NEW_ADDRESS = "anna@example.net";
  private static final String GUEST = "guest@example.com";

  private static final Pattern LINK = Pattern.compile("https?://[^\\s\"<]+");
  private static final Pattern DIGITS = Pattern.compile("(?m)^\\d{4} \\d{4}$");

  @TempDir Path folder;

  private final Chromium browser = Chromium.start();
  private final SetClock clock = new SetClock();
  private final Set<String> read = new HashSet<>();
  private final TestPort port = TestPort.reserve();
  private final GreenMail greenMail = MailScene.greenMail();
  private TestServer server;
  private MailCalls calls;

  @BeforeEach
  void start() {
    server =
        TestServer.start(
            folder,
            clock,
            MailScene.settings(
                MailScene.url(greenMail),
                "port",
                "" + port.number(),
                "public-url",
                "http://127.0.0.1:" + port.number(),
                "registration",
                "verified"));
    calls = new MailCalls(server, clock, new SentMails());
  }

  @AfterEach
  void stop() {
    browser.close();
    server.close();
    greenMail.stop();
    port.close();
  }

  @Test
  void opensEveryLinkTwiceAndTheOwnerSucceeds() throws SQLException {
    registers();
    Scanned undo = changesTheAddress();
    resetsThePassword();
    undoesTheChange(undo.onlyLink());
    acceptsAnInvitation();
  }

  private void registers() throws SQLException {
    String request = request(calls.json("POST", "/api/registrations", email(ANNA)));
    Scanned mail = scanned(ANNA, "");
    String body =
        "{\"code\":\"%s\",\"username\":\"anna\",\"password\":\"python\"}".formatted(mail.digits());
    assertThat(calls.json("POST", "/api/registrations/" + request, body).status()).isEqualTo(201);
    calls.later();
  }

  /** Requests a change of the address, confirms it, and returns the notice to the old address. */
  private Scanned changesTheAddress() throws SQLException {
    String anna = basic("anna", "python");
    assertThat(calls.change(anna, NEW_ADDRESS).status()).isEqualTo(202);
    Scanned mail = scanned(NEW_ADDRESS, "/mail/confirm");
    assertThat(calls.me(anna).get("email").asText()).isEqualTo(ANNA);
    try (Chromium.Tab page = browser.open(mail.onlyLink())) {
      awaitScript(page);
      String code = page.value("document.getElementById('code').value");
      assertThat(calls.confirm(anna, code).status()).isEqualTo(204);
    }
    Scanned notice = scanned(ANNA, "/mail/undo");
    assertThat(calls.me(anna).get("email").asText()).isEqualTo(NEW_ADDRESS);
    calls.later();
    return notice;
  }

  private void resetsThePassword() throws SQLException {
    calls.asked(NEW_ADDRESS);
    Scanned mail = scanned(NEW_ADDRESS, "/mail/reset");
    assertThat(calls.me(basic("anna", "python")).get("email").asText()).isEqualTo(NEW_ADDRESS);
    setsPassword(mail.onlyLink(), "viper");
    scanned(NEW_ADDRESS, ""); // the notice of the new password
    assertThat(calls.me(basic("anna", "viper")).get("email").asText()).isEqualTo(NEW_ADDRESS);
    calls.later();
  }

  private void undoesTheChange(String link) throws SQLException {
    try (Chromium.Tab page = browser.open(link)) {
      awaitScript(page);
      page.click("#undo");
      awaitTitle(page, "The change is undone");
    }
    Scanned mail = scanned(ANNA, "/mail/reset");
    setsPassword(mail.onlyLink(), "cobra");
    scanned(ANNA, "");
    assertThat(calls.me(basic("anna", "cobra")).get("email").asText()).isEqualTo(ANNA);
    calls.later();
  }

  private void acceptsAnInvitation() throws SQLException {
    var _ =
        server.operate("user.invite", Map.of("email", GUEST, "language", "en", "expires", "72h"));
    Scanned mail = scanned(GUEST, "/mail/invitation");
    try (Chromium.Tab page = browser.open(mail.onlyLink())) {
      awaitScript(page);
      page.click("#continue");
      awaitTitle(page, "Accept the invitation");
      page.type("#username", "guest");
      page.type("#password", "python");
      page.click("#sign-up");
      awaitTitle(page, "You are signed in");
    }
    assertThat(calls.me(basic("guest", "python")).get("email").asText()).isEqualTo(GUEST);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM account")).isEqualTo(2);
  }

  private void setsPassword(String link, String password) {
    try (Chromium.Tab page = browser.open(link)) {
      awaitScript(page);
      page.click("#continue");
      page.await("document.getElementById('set') !== null");
      page.type("#password", password);
      page.click("#set");
      awaitTitle(page, "Your new password is set");
    }
  }

  private static void awaitTitle(Chromium.Tab page, String title) {
    page.await("document.querySelector('h1')?.textContent === '" + title + "'");
  }

  /** Waits until the page's script has removed the code from the browser's address bar. */
  private static void awaitScript(Chromium.Tab page) {
    page.await("document.getElementById('link-field')?.hidden && location.hash === ''");
  }

  /**
   * Waits for the next mail to an address, and opens all its links twice.
   *
   * @param path the path of the mail's only link; empty if the mail has no link
   */
  private Scanned scanned(String to, String path) throws SQLException {
    List<MimeMessage> found = new ArrayList<>();
    Eventually.eventually(
        "a mail to " + to,
        () -> {
          for (MimeMessage mail : greenMail.getReceivedMessages()) {
            if (found.isEmpty()
                && MailScene.field(mail, "To").equals(to)
                && read.add(MailScene.field(mail, "Message-ID"))) {
              found.add(mail);
            }
          }
          return !found.isEmpty();
        });
    SentMails.awaitDelivered(server);
    Scanned mail = Scanned.of(found.getFirst());
    Eventually.eventually(
        "all events have numbers",
        () -> Rows.count(server, "SELECT count(*) AS n FROM event_unnumbered") == 0);
    String before = rows();
    for (String link : mail.links()) {
      assertThat(link).startsWith("http://127.0.0.1:" + port.number() + path + "#");
      open(link);
      open(link);
    }
    assertThat(mail.links()).as(to).hasSize(path.isEmpty() ? 0 : 1);
    assertThat(rows()).as(path).isEqualTo(before);
    return mail;
  }

  /** Opens a link, and waits until the page's script has run. */
  private void open(String link) {
    try (Chromium.Tab page = browser.open(link)) {
      awaitScript(page);
      assertThat(page.requests())
          .startsWith("GET " + link.replaceFirst("#.*", ""))
          .allMatch(each -> each.startsWith("GET "))
          .noneMatch(each -> each.contains(link.replaceFirst(".*[#.]", "")));
    }
  }

  /** Returns all rows of the database. */
  private String rows() throws SQLException {
    StringBuilder all = new StringBuilder();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/restauth.sqlite"));
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
        while (names.next()) {
          tables.add(names.getString(1));
        }
      }
      for (String table : tables) {
        all.append(table).append('\n');
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
          while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              byte[] value = rows.getBytes(i);
              all.append(value == null ? "null" : HexFormat.of().formatHex(value)).append(' ');
            }
            all.append('\n');
          }
        }
      }
    }
    return all.toString();
  }

  private static String email(String address) {
    return "{\"email\":\"" + address + "\"}";
  }

  private static String request(Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(202);
    return reply.json().get("request").asText();
  }

  /**
   * A mail, and the links that a scanner finds in its two parts.
   *
   * @param text the plain text
   */
  private record Scanned(String text, NavigableSet<String> links) {
    static Scanned of(MimeMessage mail) {
      NavigableSet<String> links = new TreeSet<>();
      for (int part = 0; part < 2; part++) {
        LINK.matcher(MailScene.part(mail, part))
            .results()
            .map(MatchResult::group)
            .forEach(links::add);
      }
      return new Scanned(MailScene.part(mail, 0), links);
    }

    String onlyLink() {
      return links.first();
    }

    String digits() {
      return DIGITS.matcher(text).results().findFirst().orElseThrow().group();
    }
  }
}
