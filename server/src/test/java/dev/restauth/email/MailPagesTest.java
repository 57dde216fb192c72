package dev.restauth.email;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages to which mails link. Opening a page, as mail scanners do, changes nothing and does not
 * reveal the code.
 */
class MailPagesTest {
  private static final String BROWSER = "Accept: text/html,*/*;q=0.8";

  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension private final TestServer server = new TestServer(clock, MailCalls.SETTINGS);

  private final MailCalls mail = new MailCalls(server, clock, mails);

  @ParameterizedTest
  @ValueSource(strings = {"confirm", "reset", "undo", "invitation", "lost-factor"})
  void isAFormThatNobodyCaches(String name) {
    Reply page = server.calls().get("/mail/" + name, BROWSER);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'; ")
        .contains("form-action 'self'", "frame-ancestors 'none'");
    assertThat(page.header("cache-control")).hasValue("no-store");
    assertThat(page.body())
        .contains("Code or link from the mail", "id=\"code\"", "method=\"post\"")
        .doesNotContain("http://", "https://", "style=\"", "innerHTML")
        .doesNotContainPattern("\\son[a-z]+=");
    assertThat(server.calls().call("HEAD", "/mail/" + name, Optional.empty()).status())
        .isEqualTo(200);
    assertThat(server.calls().form("/mail/" + name, "code=x").status()).isEqualTo(403);
  }

  /** A mail scanner may send what no browser sends: the fragment, or the whole link as a query. */
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
}
