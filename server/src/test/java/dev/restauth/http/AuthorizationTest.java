package dev.restauth.http;

import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.listener.Wire;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Authorization header (RFC 7617, RFC 6750), and the form of refusals. */
@ExtendWith(QuietLogs.class)
class AuthorizationTest {
  private static final String CHALLENGE = "Basic realm=\"Authentication Required\"";

  @RegisterExtension private static final TestServer server = new TestServer();

  private static final HttpCalls calls = server.calls();
  private static String token = "";

  @BeforeAll
  static void start() {
    for (String[] account :
        new String[][] {
          {"alice", "opensesame"},
          {"colons", "a:b::c:"},
          {"Zoë", "pässwörd"},
          {"spaced name", " pass word "},
          {"emoji", "🔑🔑"},
          {"token", "x"}
        }) {
      assertThat(calls.register(account[0], account[1]).status()).isEqualTo(201);
    }
    token = calls.token("alice", "opensesame");
  }

  private static String base64(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(text.getBytes(charset));
  }

  private static String base64(String text) {
    return base64(text, StandardCharsets.UTF_8);
  }

  private static int status(String authorization) {
    return calls.get("/api/resource", "Authorization: " + authorization).status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ", "basic ", "BASIC ", "bAsIc ", "Basic   ", "  Basic "})
  void acceptsBasicInAnyCaseAndWithSpaces(String scheme) {
    assertThat(status(scheme + base64("alice:opensesame"))).isEqualTo(200);
    assertThat(status(scheme + base64("alice:opensesame") + "  ")).isEqualTo(200);
    assertThat(status(scheme + base64(token + ":"))).isEqualTo(200);
    assertThat(status(scheme + base64(token + ":unused:x"))).isEqualTo(200);
    assertThat(status(scheme + base64("alice:wrong"))).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer   "})
  void acceptsBearerInAnyCase(String scheme) {
    assertThat(status(scheme + token)).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"colons,a:b::c:", "Zoë,pässwörd", "emoji,🔑🔑", "'spaced name',' pass word '"})
  void readsNamesAndPasswordsOfAllKinds(String name, String password) {
    assertThat(status("Basic " + base64(name + ":" + password))).isEqualTo(200);
    assertThat(status("Basic " + base64(name + ":" + password + "x"))).isEqualTo(401);
  }

  @Test
  void readsIso88591WhereItIsNoUtf8() {
    assertThat(status("Basic " + base64("Zoë:pässwörd", StandardCharsets.ISO_8859_1)))
        .isEqualTo(200);
    assertThat(status("Basic " + base64("Zo\u00ffe:x", StandardCharsets.ISO_8859_1)))
        .isEqualTo(401);
  }

  @Test
  void malformedCredentialsAreRefused() {
    String good = base64("alice:opensesame"); // with one padding character
    assertThat(good).endsWith("=");
    List<String> bad =
        List.of(
            "",
            " ",
            "Basic",
            "Basic ",
            "Basic\t" + good,
            "Basic" + good,
            good,
            "Digest " + good,
            "Negotiate " + good,
            "Basic " + good.replace("=", ""),
            "Basic " + good + "=",
            "Basic " + good + ",",
            "Basic " + good + " x",
            "Basic " + good + ", Basic " + good,
            "Basic x" + good,
            "Basic =",
            "Basic ====",
            "Basic !!!!",
            "Basic " + good.substring(0, 8) + " " + good.substring(8),
            "Basic " + good.substring(0, 8) + "-_" + good.substring(10),
            "Basic \"" + good + "\"",
            "Basic " + base64("alice"),
            "Basic " + base64(":"),
            "Basic " + base64(""),
            "Basic " + base64(":opensesame"),
            "Basic " + base64("alice:"),
            "Basic " + base64("alice\u0000:opensesame"),
            "Basic " + base64("alice:opensesame\u0000"),
            "Basic " + base64("alice:opensesame\n"),
            "Basic " + base64("alice\r\n:opensesame"),
            "Basic " + base64("alice:opense\u007fsame"),
            "Basic " + base64("alice:opense\u0085same"),
            "Basic " + base64("\ufeffalice:opensesame"),
            "Basic " + base64("alice:opensesame", StandardCharsets.UTF_16BE),
            "Basic " + base64("x".repeat(256) + ":y"),
            "Basic " + base64("alice:" + "y".repeat(4000)),
            "Basic " + base64("a.b.c:"),
            "Basic " + base64("e30.e30.:"),
            "Basic é" + good,
            "Bearer",
            "Bearer ",
            "Bearer x",
            "Bearer " + good,
            "Bearer " + token + " x",
            "Bearer " + token + "," + token,
            "Bearer " + token + "=",
            "Bearer \"" + token + "\"",
            "Bearer " + token.substring(0, token.length() - 1),
            "Bearer e30.e30.",
            "Bearer ..",
            "Bearer ....",
            "Bearer " + "a".repeat(8000),
            "Token " + token,
            token);
    for (String value : bad) {
      Reply reply = calls.get("/api/resource", "Authorization: " + value);
      assertThat(reply.status()).as(value).isEqualTo(401);
      assertThat(reply.body()).isEqualTo("Unauthorized Access");
      assertThat(reply.all("www-authenticate").getFirst()).isEqualTo(CHALLENGE);
    }
  }

  @Test
  void twoHeadersCountAsNoCredentials() {
    String good = HttpCalls.basic("alice", "opensesame");
    assertThat(calls.get("/api/resource", good, good).status()).isEqualTo(401);
    assertThat(calls.get("/api/resource", good, "authorization: x").status()).isEqualTo(401);
    assertThat(calls.get("/api/resource", good, "Authorization:").status()).isEqualTo(401);
  }

  @Test
  void acceptsEightKilobytesAndNotOneByteMore() throws IOException {
    String prefix = "Bearer ";
    String longest = prefix + "a".repeat(8 * 1024 - prefix.length());
    try (Wire wire = Wire.to(server)) {
      String request = Wire.request("GET /api/resource", "Authorization: " + longest);
      assertThat(wire.send(request).reply().status()).isEqualTo(401);
      for (String line : new String[] {"GET /api/resource", "GET /", "POST /nothing"}) {
        Reply reply = wire.send(Wire.request(line, "Authorization: " + longest + "a")).reply();
        assertProblem(reply, 431);
        assertThat(reply.body()).doesNotContain("aaaa");
      }
      assertThat(wire.send(request).reply().status()).isEqualTo(401);
    }
  }

  @Test
  void onlyAFailedBearerRequestGetsABearerChallenge() {
    for (String header :
        new String[] {
          "X: 1",
          "Authorization: Basic " + base64("alice:wrong"),
          "Authorization: Basic " + base64(token.substring(1) + ":"),
          "Authorization: Digest x"
        }) {
      assertThat(calls.get("/api/token", header).all("www-authenticate"))
          .containsExactly(CHALLENGE);
    }
    for (String accept : new String[] {"*/*", "application/json"}) {
      Reply reply = calls.get("/api/token", "Authorization: Bearer x.y.z", "Accept: " + accept);
      assertThat(reply.all("www-authenticate"))
          .containsExactly(
              CHALLENGE, "Bearer realm=\"Authentication Required\", error=\"invalid_token\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "text/html",
        "text/*",
        "text/plain",
        "image/png",
        "",
        ",",
        ";;q=,",
        "garbage",
        "application/json;q=0",
        "application/json;q=0.0",
        "application/json;q=x",
        "application/json;q=0.5, text/html",
        "text/html;q=0.9, application/json;q=0.9",
        "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
        "application/json;q=0.4, */*;q=0.5",
        "application/*",
        "application/*;q=0.5, */*;q=0.6",
        "text/html\r\nAccept: application/json",
        "application/jsonx"
      })
  void clientsThatDoNotPreferJsonGetTheOriginalsBody(String accept) {
    // A client that accepts only application/* gets JSON rather than HTML, because application/*
    // does not match HTML.
    boolean json = accept.equals("application/*");
    assertBody(accept, json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON",
        "application/problem+json",
        "application/json;charset=utf-8",
        "application/json;q=0.1",
        "application/json, */*;q=0.5",
        "application/json, text/plain, */*;q=0.9",
        "application/json, text/plain, */*", // the default of axios
        "*/*;q=0.1, application/json;q=0.1",
        "*/*;q=0.8, text/html;q=0.5",
        "text/html;q=0.5, application/problem+json;q=0.6",
        "text/html;q=0, */*;q=0.1",
        "text/html;q=0.5\r\nAccept: application/json",
        "application/json;q=0.001",
        "text/*;q=0.3, application/*;q=0.4",
        " application/json ; q=1.000 , text/html;Q=0.999"
      })
  void clientsThatPreferJsonGetAProblem(String accept) {
    assertBody(accept, true);
  }

  @Test
  void noAcceptAtAllGetsTheOriginalsBody() {
    Reply reply = calls.get("/api/resource");
    assertThat(reply.body()).isEqualTo("Unauthorized Access");
    assertThat(reply.header("content-length")).hasValue("19");
    assertThat(reply.header("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(reply.header("cache-control")).hasValue("no-store");
  }

  private static void assertBody(String accept, boolean json) {
    Reply reply = calls.get("/api/resource", "Accept: " + accept);
    if (json) {
      assertProblem(reply, 401);
      assertThat(reply.json().get("type").asText()).endsWith("/unauthorized");
    } else {
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.header("content-type")).hasValue("text/html; charset=utf-8");
      assertThat(reply.body()).isEqualTo("Unauthorized Access");
    }
    assertThat(reply.all("www-authenticate")).containsExactly(CHALLENGE);
    assertThat(reply.header("cache-control")).hasValue("no-store");
  }
}
