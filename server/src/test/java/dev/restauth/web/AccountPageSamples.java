package dev.restauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.browser.TestBrowser;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.passkey.SoftAuthenticator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Browser requests on the account pages, and on the pages of a required enrollment. */
final class AccountPageSamples extends Samples {
  private static final String ACCOUNT = "/account";
  private static final String PASSWORD = ACCOUNT + "/password";
  private static final String EMAIL = ACCOUNT + "/email";
  private static final String FACTORS = ACCOUNT + "/factors";
  private static final String TOTP = FACTORS + "/totp";
  private static final String CODE = FACTORS + "/code";
  private static final String PASSKEYS = FACTORS + "/passkeys";
  private static final String OPTIONS = PASSKEYS + "/options";
  private static final String SCRIPT = "/account.js";
  private static final String TEXT = "Content-Type: text/plain";

  private final HttpCalls calls;

  private AccountPageSamples(HttpCalls calls) {
    this.calls = calls;
  }

  /** Registers users, and returns the calls. */
  static List<Sample> of(HttpCalls calls, Instant now) {
    AccountPageSamples samples = new AccountPageSamples(calls);
    for (String username : List.of("ulrike", "xenia", "yannick")) {
      assertThat(calls.register(username, "python").status()).isEqualTo(201);
    }
    samples.documents();
    samples.forms();
    samples.password();
    samples.email();
    samples.factors(now);
    samples.passkeys();
    samples.overview(); // last, because it revokes sessions
    return samples.all();
  }

  private TestBrowser loggedIn(String username) {
    TestBrowser browser = new TestBrowser(calls);
    Reply reply =
        browser.submit(browser.get("/login"), Map.of("username", username, "password", "python"));
    assertThat(reply.status()).as(reply.body()).isEqualTo(303);
    return browser;
  }

  private static String cookies(TestBrowser browser) {
    return "Cookie: __Host-ra-browser="
        + browser.cookie("__Host-ra-browser").orElseThrow()
        + "; __Host-restauth="
        + browser.cookie("__Host-restauth").orElseThrow();
  }

  private static String form(Reply page, String marker, Map<String, String> values) {
    Map<String, String> fields =
        new LinkedHashMap<>(TestBrowser.hidden(TestBrowser.form(page, marker)));
    fields.putAll(values);
    return fields.entrySet().stream()
        .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void documents() {
    for (String page : List.of(ACCOUNT, PASSWORD, EMAIL, FACTORS)) {
      sample(400, "GET", page, "Host: one.example", "Host: another.example");
    }
    for (String page : List.of(ACCOUNT, PASSWORD, EMAIL, FACTORS, CODE, TOTP)) {
      sample(303, "GET", page);
      sample(200, "HEAD", page);
    }
    sample(200, "GET", SCRIPT);
    sample(200, "HEAD", SCRIPT);
    for (String method : List.of("GET", "HEAD")) {
      sample(400, method, SCRIPT, "Host: one.example", "Host: another.example");
    }
    for (String page : List.of("/login/enrol", "/login/enrol/app")) {
      sample(400, "GET", page);
      sample(200, "HEAD", page);
      post(403, page, "code=1", FORM);
      post(415, page, "x", TEXT);
    }
  }

  private void forms() {
    String cookies = cookies(loggedIn("ulrike"));
    query(303, "GET", "/login", "", cookies);
    for (String page : List.of(ACCOUNT, PASSWORD, EMAIL, FACTORS, CODE, TOTP)) {
      if (!page.equals(CODE)) { // only an account with an address needs the code
        query(200, "GET", page, "", cookies);
      }
      post(303, page, "action=x", FORM);
      post(403, page, "action=x", FORM, cookies);
      post(415, page, "x", TEXT, cookies);
    }
  }

  private void overview() {
    TestBrowser browser = loggedIn("ulrike");
    Reply page = browser.get(ACCOUNT);
    post(303, ACCOUNT, form(page, "value=\"end-others\"", Map.of()), FORM, cookies(browser));
  }

  private void password() {
    TestBrowser browser = loggedIn("ulrike");
    Reply page = browser.get(PASSWORD);
    post(
        422,
        PASSWORD,
        form(page, "", Map.of("current-password", "x", "new-password", "monty")),
        FORM,
        cookies(browser));
  }

  private void email() {
    TestBrowser browser = loggedIn("ulrike");
    Reply page = browser.get(EMAIL);
    post(422, EMAIL, form(page, "", Map.of("email", "x")), FORM, cookies(browser));
  }

  private void factors(Instant now) {
    TestBrowser browser = loggedIn("xenia");
    Reply page = browser.get(TOTP);
    String code = code(page, now);
    post(422, TOTP, form(page, "", Map.of("code", "000000")), FORM, cookies(browser));
    post(200, TOTP, form(page, "", Map.of("code", code)), FORM, cookies(browser));

    TestBrowser other = loggedIn("yannick");
    Reply setUp = other.get(TOTP);
    other.submit(setUp, Map.of("code", code(setUp, now)));
    Reply list = other.get(FACTORS);
    post(200, FACTORS, form(list, "value=\"new-codes\"", Map.of()), FORM, cookies(other));
  }

  private static String code(Reply page, Instant now) {
    String key =
        Pattern.compile("id=\"key\">([^<]*)<")
            .matcher(page.body())
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    return FactorScene.code(FactorScene.totp(key.replace(" ", "")), now);
  }

  private void passkeys() {
    TestBrowser browser = loggedIn("ulrike");
    String cookies = cookies(browser);
    String token =
        TestBrowser.hidden(TestBrowser.form(browser.get(FACTORS), "add-passkey"))
            .getOrDefault("form_token", "");
    String bound = "{\"form_token\":\"" + token + "\"}";
    for (String path : List.of(OPTIONS, PASSKEYS)) {
      post(200, path, "{}", JSON);
      post(400, path, "{", JSON, cookies);
      post(403, path, "{\"form_token\":\"x\"}", JSON, cookies);
      post(415, path, "x", TEXT, cookies);
    }
    post(200, OPTIONS, bound, JSON, cookies);
    JsonNode begun = browser.json(OPTIONS, bound).json();
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("form_token", token).put("request", begun.get("request").asText()).put("name", " ");
    body.set("credential", SoftAuthenticator.at("accounts.example").create(begun.get("publicKey")));
    post(422, PASSKEYS, body.toString(), JSON, cookies);
  }
}
