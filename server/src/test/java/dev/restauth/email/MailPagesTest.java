package dev.restauth.email;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.Sha256;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls.Reply;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that mails link to: opening one, as scanners of mails do, changes nothing and tells nobody its code. */
class MailPagesTest {
  private static final String BROWSER = "Accept: text/html,*/*;q=0.8";

  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension private final TestServer server = new TestServer(clock, MailCalls.SETTINGS);

  private final MailCalls mail = new MailCalls(server, clock, mails);

  @ParameterizedTest
  @ValueSource(strings = {"confirm", "reset", "undo", "invitation"})
  void runsItsOwnScriptAloneAndIsKeptByNobody(String name) {
    Reply page = server.calls().get("/mail/" + name, BROWSER);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.header("content-security-policy"))
        .hasValue(
            "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; %sbase-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                .formatted(
                    sha256(page.body(), "style"),
                    sha256(page.body(), "script"),
                    name.equals("confirm") ? "" : "connect-src 'self'; "));
    assertThat(page.header("referrer-policy")).hasValue("no-referrer");
    assertThat(page.header("x-content-type-options")).hasValue("nosniff");
    assertThat(page.header("cache-control")).hasValue("no-store");
    assertThat(page.body())
        .startsWith("<!doctype html>")
        .contains("<html lang=\"en\">", "name=\"viewport\"", "prefers-color-scheme: dark")
        .contains("<noscript>")
        .containsOnlyOnce("<script")
        .containsOnlyOnce("<style")
        .containsOnlyOnce("<button")
        .doesNotContain("<link", "<img", "src=", "href=", "@import", "url(", "http", "@include")
        .doesNotContain("style=\"", "innerHTML", "document.write", "eval(")
        .doesNotContainPattern("\\son[a-z]+=")
        .doesNotContainPattern("@[A-Z_]+@");
    assertThat(server.calls().call("HEAD", "/mail/" + name, Optional.empty()).status())
        .isEqualTo(200);
    assertThat(server.calls().call("POST", "/mail/" + name, Optional.empty()).status())
        .isEqualTo(405);
  }

  /** Also if a scanner sends what no browser does: the fragment, or all of it as a query. */
  @Test
  void changesNothingWhenItIsOpened() {
    String first = mail.withAddress("susan", "python");
    String second = MailCalls.freshAddress();
    String susan = basic("susan", "python");
    Mail undo = mail.changed(susan, first, second);
    mail.asked(second);
    Mail reset = mails.next(second);
    String third = MailCalls.freshAddress();
    mail.change(susan, third);
    Mail confirm = mails.next(third);
    String before = mail.me(susan).toString();
    for (Mail each : List.of(undo, reset, confirm)) {
      String path = each.link().replaceFirst("https://accounts\\.example", "");
      for (String opened :
          List.of(path.replaceFirst("#.*", ""), path.replace('#', '?'), path.replace("#", "?x="))) {
        for (String method : List.of("GET", "HEAD", "OPTIONS")) {
          Reply reply = server.calls().call(method, opened, Optional.empty(), BROWSER, susan);
          assertThat(reply.status()).as(method + " " + opened).isEqualTo(200);
          assertThat(reply.body()).doesNotContain(each.secret());
        }
      }
    }
    assertThat(mail.me(susan).toString()).isEqualTo(before);
    assertThat(Rows.count(server, "SELECT sum(tries) AS n FROM one_time_code")).isZero();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM one_time_code")).isEqualTo(3);
  }

  private static String sha256(String page, String element) {
    String begin = "<" + element + ">";
    String content =
        page.substring(page.indexOf(begin) + begin.length(), page.indexOf("</" + element + ">"));
    return Base64.getEncoder().encodeToString(Sha256.of(content));
  }
}
