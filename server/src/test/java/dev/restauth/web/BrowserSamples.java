package dev.restauth.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.MailCalls;
import dev.restauth.factor.FactorScene;
import dev.restauth.factor.Totp;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Browser requests on the log-in pages. */
final class BrowserSamples extends Samples {
  private static final String LOGIN = "/login";
  private static final String FACTOR = "/login/factor";
  private static final String CODE = "/login/code";
  private static final String PASSKEY = "/login/passkey";
  private static final String OPTIONS = PASSKEY + "/options";
  private static final String STRENGTH = "/password/strength";
  private static final String TEXT = "Content-Type: text/plain";

  private BrowserSamples() {}

  /** Registers users, one of whom has a second factor, and returns the calls. */
  static List<Sample> of(HttpCalls calls, Instant now) {
    BrowserSamples samples = new BrowserSamples();
    calls.register("rosa", "python");
    calls.register("sven", "python");
    calls.register("tove", "python");
    samples.passwords(calls);
    samples.factors(calls, now);
    samples.passkeys(calls);
    samples.codes(calls);
    return samples.all();
  }

  /** Returns a page's form with its hidden fields. */
  static String form(Reply page, Map<String, String> values) {
    Map<String, String> fields = new LinkedHashMap<>(TestBrowser.hidden(page));
    fields.putAll(values);
    return fields.entrySet().stream()
        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Returns the cookies of a browser. */
  static String cookies(TestBrowser browser) {
    return "Cookie: __Host-ra-browser="
        + browser.cookie("__Host-ra-browser").orElseThrow()
        + browser.cookie("__Host-restauth").map(each -> "; __Host-restauth=" + each).orElse("");
  }

  private void passwords(HttpCalls calls) {
    TestBrowser browser = new TestBrowser(calls);
    Reply page = browser.get(LOGIN);
    String cookies = cookies(browser);
    Map<String, String> right = Map.of("username", "rosa", "password", "python");
    sample(200, "GET", LOGIN);
    sample(200, "HEAD", LOGIN);
    query(400, "GET", LOGIN, "?request=x", cookies);
    post(200, STRENGTH, "{\"password\":\"python\"}", JSON);
    post(400, STRENGTH, "{}", JSON);
    post(403, STRENGTH, "{}", JSON, "Sec-Fetch-Site: cross-site");
    post(415, STRENGTH, "x", TEXT);
    sample(200, "GET", "/login.js");
    sample(200, "HEAD", "/login.js");
    for (String method : List.of("GET", "HEAD")) {
      sample(400, method, "/login.js", "Host: one.example", "Host: another.example");
    }
    post(303, LOGIN, form(page, right), FORM, cookies);
    post(403, LOGIN, "username=rosa&password=python", FORM, cookies);
    post(415, LOGIN, "x", TEXT, cookies);
    post(422, LOGIN, form(page, Map.of("username", "rosa", "password", "x")), FORM, cookies);
    browser.submit(page, right);
    String logOut = TestBrowser.form(browser.get("/account"), "id=\"log-out\"");
    String token = TestBrowser.hidden(logOut).getOrDefault("form_token", "");
    post(200, "/logout", "form_token=" + encoded(token), FORM, cookies(browser));
    post(403, "/logout", "x=y", FORM, cookies);
    post(415, "/logout", "x", TEXT, cookies);
  }

  private void factors(HttpCalls calls, Instant now) {
    String sven = HttpCalls.basic("sven", "python");
    JsonNode begun = calls.call("POST", FactorScene.TOTP, Optional.empty(), sven).json();
    Totp totp = FactorScene.totp(begun);
    JsonNode codes =
        calls
            .call(
                "PUT",
                FactorScene.TOTP,
                Optional.of(
                    "{\"request\":\"%s\",\"code\":\"%s\"}"
                        .formatted(begun.get("request").asText(), FactorScene.code(totp, now))),
                sven,
                JSON)
            .json()
            .get("recovery_codes");
    TestBrowser browser = new TestBrowser(calls);
    Reply half =
        browser.submit(browser.get(LOGIN), Map.of("username", "sven", "password", "python"));
    Reply page = browser.follow(half);
    String cookies = cookies(browser);
    String attempt = half.header("location").orElseThrow().replaceAll(".*factor", "");
    query(200, "GET", FACTOR, attempt, cookies);
    sample(200, "HEAD", FACTOR);
    sample(400, "GET", FACTOR);
    post(403, FACTOR, "code=1", FORM, cookies);
    post(415, FACTOR, "x", TEXT, cookies);
    post(422, FACTOR, form(page, Map.of("code", "000000")), FORM, cookies);
    String complete = form(page, Map.of("code", codes.get(0).asText()));
    post(303, FACTOR, complete, FORM, cookies);
    post(400, FACTOR, complete, FORM, cookies);
    Map<String, String> hidden = TestBrowser.hidden(page);
    String ended =
        "{\"form_token\":\"%s\",\"attempt\":\"%s\"}"
            .formatted(hidden.get("form_token"), hidden.get("attempt"));
    post(422, OPTIONS, ended, JSON, cookies);
  }

  private void codes(HttpCalls calls) {
    TestBrowser browser = new TestBrowser(calls);
    Reply page = browser.get(CODE);
    String cookies = cookies(browser);
    sample(200, "GET", CODE);
    query(400, "GET", CODE, "?request=x", cookies);
    post(303, CODE, form(page, Map.of("email", MailCalls.freshAddress())), FORM, cookies);
    post(403, CODE, "email=x", FORM, cookies);
    post(415, CODE, "x", TEXT, cookies);
    post(422, CODE, form(page, Map.of("email", "x")), FORM, cookies);
    Reply asked = browser.submit(page, Map.of("email", MailCalls.freshAddress()));
    Reply enter = browser.follow(asked);
    String path = CODE + "/enter";
    query(
        200,
        "GET",
        path,
        asked.header("location").orElseThrow().replaceAll(".*enter", ""),
        cookies);
    sample(400, "GET", path);
    post(303, path, form(enter, Map.of("decision", "cancel")), FORM, cookies);
    post(403, path, "code=x", FORM, cookies);
    post(415, path, "x", TEXT, cookies);
    post(422, path, form(enter, Map.of("code", "1")), FORM, cookies);
    sample(200, "GET", "/login/link");
    sample(400, "GET", "/login/recovered");
    for (String method : List.of("GET", "HEAD")) {
      sample(200, method, "/login-link.js");
      sample(400, method, "/login-link.js", "Host: one.example", "Host: another.example");
    }
  }

  private static String body(JsonNode begun, JsonNode credential, String more) {
    return "{\"request\":\"%s\",\"credential\":%s,%s}"
        .formatted(begun.get("request").asText(), credential, more);
  }

  private void passkeys(HttpCalls calls) {
    String tove = HttpCalls.basic("tove", "python");
    SoftAuthenticator phone = SoftAuthenticator.at("accounts.example");
    JsonNode creation =
        calls.call("POST", PasskeyScene.PASSKEYS + "/options", Optional.empty(), tove).json();
    calls.post(
        PasskeyScene.PASSKEYS,
        body(creation, phone.create(creation.get("publicKey")), "\"name\":\"Phone\""),
        tove);
    TestBrowser browser = new TestBrowser(calls);
    String token = TestBrowser.hidden(browser.get(LOGIN)).get("form_token");
    String cookies = cookies(browser);
    String bound = "\"form_token\":\"" + token + "\"";
    for (String path : List.of(OPTIONS, PASSKEY)) {
      post(400, path, "{", JSON, cookies);
      post(403, path, "{\"form_token\":\"x\"}", JSON, cookies);
      post(415, path, "x", TEXT, cookies);
    }
    post(200, OPTIONS, "{" + bound + "}", JSON, cookies);
    JsonNode begun = browser.json(OPTIONS, "{" + bound + "}").json();
    String answer = body(begun, phone.get(begun.get("publicKey")), bound);
    post(200, PASSKEY, answer, JSON, cookies);
    post(422, PASSKEY, answer, JSON, cookies);
  }
}
