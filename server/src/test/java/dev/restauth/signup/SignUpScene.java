package dev.restauth.signup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.LoginRequests.Wanted;
import dev.restauth.browser.TestBrowser;
import dev.restauth.browser.TrialRequests;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Browsers at a server that logs its mails, and an application's request. */
record SignUpScene(TestServer server, SetClock clock, SentMails mails, TrialRequests requests) {
  private static final Pattern HEADING = Pattern.compile("<h1>(.*?)</h1>");
  private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"([^\"]*)\"[^>]*>([^<]*)</a>");

  /** Returns settings that log mails, and further settings. */
  static Map<String, String> settings(String... more) {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  TestBrowser browser() {
    return new TestBrowser(server.calls());
  }

  MailCalls mail() {
    return new MailCalls(server, clock, mails);
  }

  /** Returns an application's sealed request. */
  String request() {
    return requests.seal(
        new Wanted(
            Optional.of("Photos"),
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  /** Returns the heading of a page. */
  static String heading(Reply page) {
    Matcher found = HEADING.matcher(page.body());
    assertThat(found.find()).as(page.toString()).isTrue();
    return found.group(1).replaceAll("<[^>]*>", "");
  }

  /** Returns the URL of the link with a text. */
  static String link(Reply page, String text) {
    Matcher found = LINK.matcher(page.body());
    while (found.find()) {
      if (found.group(2).equals(text)) {
        return found.group(1).replace("&amp;", "&");
      }
    }
    throw new AssertionError("no link " + text + ": " + page);
  }

  /** Returns the location to which a form's response redirects. */
  static String location(Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(303);
    return reply.header("location").orElseThrow();
  }

  /**
   * Returns everything that a browser sees of a response, without its secrets: the step and the
   * tokens.
   */
  static String seen(Reply reply) {
    return (reply.status() + reply.header("location").orElse("") + reply.body())
        .replaceAll("step=[\\w-]+", "step=…")
        .replaceAll("name=\"(step|form_token)\" value=\"[\\w-]+\"", "$1");
  }

  boolean isLoggedIn(TestBrowser browser) {
    return browser.get("/account").status() == 200;
  }

  /** Returns the same browser at the server after a restart, on another port. */
  TestBrowser again(TestBrowser before) {
    String cookie = "__Host-ra-browser";
    return browser().with(cookie, before.cookie(cookie).orElseThrow());
  }

  long codes() {
    return Rows.count(server, "SELECT count(*) AS n FROM one_time_code");
  }

  long outbox() {
    return Rows.count(server, "SELECT count(*) AS n FROM outbox");
  }

  long accounts() {
    return Rows.count(server, "SELECT count(*) AS n FROM account");
  }
}
