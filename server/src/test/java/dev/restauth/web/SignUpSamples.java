package dev.restauth.web;

import static dev.restauth.web.BrowserSamples.cookies;
import static dev.restauth.web.BrowserSamples.form;

import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.work.SolvedWork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Browser requests on the pages on which users get an account or recover one. */
final class SignUpSamples extends Samples {
  private static final String TEXT = "Content-Type: text/plain";
  private static final String FORGOT = "/forgot";
  private static final String SIGN_UP = "/signup";

  private SignUpSamples() {}

  /** Returns the samples of a server with open registration. */
  static List<Sample> ofOpen(MailCalls mail) {
    SignUpSamples samples = new SignUpSamples();
    samples.pages();
    samples.forms(new TestBrowser(mail.server().calls()));
    samples.forgotten(mail);
    samples.invited(mail);
    return samples.all();
  }

  /** Adds a request for the page to which a form's response redirects, with its query. */
  private void step(TestBrowser browser, String location) {
    int query = location.indexOf('?');
    query(200, "GET", location.substring(0, query), location.substring(query), cookies(browser));
  }

  private void pages() {
    for (String method : List.of("GET", "HEAD")) {
      sample(200, method, "/sign-up.js");
      sample(400, method, "/sign-up.js", "Host: one.example", "Host: another.example");
    }
    for (String page :
        List.of(
            SIGN_UP,
            FORGOT,
            "/forgot/done",
            "/mail/reset",
            "/mail/invitation",
            "/mail/confirm",
            "/mail/undo",
            "/mail/lost-factor")) {
      sample(200, "GET", page);
      sample(200, "HEAD", page);
      query(400, "GET", page, "?request=x", "Accept: text/html");
    }
    for (String page :
        List.of(
            "/signup/code",
            "/signup/account",
            "/signup/invitation",
            "/forgot/code",
            "/forgot/password",
            "/login/factor/lost")) {
      sample(400, "GET", page);
      refused(page);
    }
    List.of(
            SIGN_UP,
            FORGOT,
            "/mail/reset",
            "/mail/invitation",
            "/mail/confirm",
            "/mail/undo",
            "/mail/lost-factor")
        .forEach(this::refused);
  }

  private void refused(String path) {
    post(403, path, "x=y", FORM);
    post(415, path, "x", TEXT);
  }

  private void forms(TestBrowser browser) {
    Reply page = browser.get(SIGN_UP);
    String cookies = cookies(browser);
    Map<String, String> right = Map.of("username", "umar", "password", "python");
    post(422, SIGN_UP, form(page, Map.of("username", "a:b")), FORM, cookies);
    post(303, SIGN_UP, form(page, right), FORM, cookies);
    for (String path :
        List.of(
            "/mail/reset",
            "/mail/invitation",
            "/mail/confirm",
            "/mail/undo",
            "/mail/lost-factor")) {
      post(422, path, form(browser.get(path), Map.of("code", "x")), FORM, cookies);
    }
    String code = "x".repeat(22);
    post(
        303,
        "/mail/confirm",
        form(browser.get("/mail/confirm"), Map.of("code", code)),
        FORM,
        cookies);
  }

  /**
   * Adds the forms of the pages for a forgotten password. The last form uses up the mailed code.
   */
  private void forgotten(MailCalls mail) {
    String address = mail.withAddress("uta", "python");
    TestBrowser browser = new TestBrowser(mail.server().calls());
    Reply page = browser.get(FORGOT);
    String cookies = cookies(browser);
    post(422, FORGOT, form(page, Map.of()), FORM, cookies);
    post(303, FORGOT, form(page, Map.of("username", "nobody")), FORM, cookies);
    Reply asked = browser.submit(page, Map.of("username", address));
    step(browser, asked.header("location").orElseThrow());
    page = browser.follow(asked);
    SentMails.Mail sent = mail.mails().next(address);
    post(422, "/forgot/code", form(page, Map.of("code", "x")), FORM, cookies);
    Map<String, String> code = Map.of("code", sent.link()); // the digits expire earlier
    Reply proved = browser.submit(page, code);
    post(303, "/forgot/code", form(page, code), FORM, cookies);
    post(303, "/mail/reset", form(browser.get("/mail/reset"), code), FORM, cookies);
    step(browser, proved.header("location").orElseThrow());
    page = browser.follow(proved);
    post(422, "/forgot/password", form(page, Map.of()), FORM, cookies);
    post(303, "/forgot/password", form(page, Map.of("password", "monty")), FORM, cookies);
    post(400, "/forgot/password", form(page, Map.of("password", "monty")), FORM, cookies);
  }

  private void invited(MailCalls mail) {
    String address = MailCalls.freshAddress();
    var _ =
        mail.server()
            .operate("user.invite", Map.of("email", address, "language", "en", "expires", "1h"));
    TestBrowser browser = new TestBrowser(mail.server().calls());
    Reply link = browser.get("/mail/invitation");
    Map<String, String> code = Map.of("code", mail.mails().next(address).link());
    post(303, "/mail/invitation", form(link, code), FORM, cookies(browser));
    Reply entered = browser.submit(link, code);
    step(browser, entered.header("location").orElseThrow());
    account("/signup/invitation", browser, browser.follow(entered), "undine");
  }

  private void account(String path, TestBrowser browser, Reply page, String username) {
    String cookies = cookies(browser);
    String right = form(page, Map.of("username", username, "password", "python"));
    post(422, path, form(page, Map.of("username", "a:b")), FORM, cookies);
    post(303, path, right, FORM, cookies);
    post(400, path, right.replace(username, "other"), FORM, cookies);
  }

  /**
   * Returns the samples of a server on which users first confirm an address, with a proof of work.
   */
  static List<Sample> ofVerified(TestServer server, SentMails mails) {
    SignUpSamples samples = new SignUpSamples();
    HttpCalls calls = server.calls();
    TestBrowser browser = new TestBrowser(calls);
    String address = MailCalls.freshAddress();
    Map<String, String> fields = new HashMap<>(Map.of("email", address));
    fields.put("work", SolvedWork.header(calls).replace("Sign-Up-Work: ", ""));
    Reply asked = browser.submit(browser.get(SIGN_UP), fields);
    samples.step(browser, asked.header("location").orElseThrow());
    Reply page = browser.follow(asked);
    String cookies = cookies(browser);
    Map<String, String> code = Map.of("code", mails.next(address).digits());
    samples.post(422, "/signup/code", form(page, Map.of("code", "x")), FORM, cookies);
    samples.post(303, "/signup/code", form(page, code), FORM, cookies);
    Reply proved = browser.submit(page, code);
    samples.step(browser, proved.header("location").orElseThrow());
    samples.account("/signup/account", browser, browser.follow(proved), "ursula");
    return samples.all();
  }
}
