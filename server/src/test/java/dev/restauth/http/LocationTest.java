package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.listener.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Location of a new account, and the few other uses of the Host field. */
@ExtendWith(QuietLogs.class)
class LocationTest {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final String ID = "/api/users/\\d+";

  @RegisterExtension private static final TestServer plain = new TestServer();

  @RegisterExtension
  private static final TestServer named =
      new TestServer(Map.of("public-url", "https://accounts.example.com/auth"));

  @RegisterExtension
  private static final TestServer proxied =
      new TestServer(Map.of("trusted-proxies", "127.0.0.1/32", "user-names", "public"));

  @RegisterExtension
  private static final TestServer proxiedFromElsewhere =
      new TestServer(Map.of("trusted-proxies", "192.0.2.1", "user-names", "public"));

  private static Reply register(TestServer server, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    Reply reply =
        server
            .calls()
            .post(
                "/api/users",
                Wire.account("user" + NEXT.incrementAndGet()),
                all.toArray(String[]::new));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply;
  }

  private static String location(TestServer server, String... headers) {
    return register(server, headers).header("location").orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:5000",
        "auth.example.test",
        "AUTH.Example.Test:80",
        "under_score.example",
        "trailing.dot.example.",
        "127.0.0.1:65535",
        "[::1]",
        "[::1]:5000",
        "[2001:db8::192.0.2.1]:1"
      })
  void containsAValidHost(String host) {
    assertThat(location(plain, "Host: " + host))
        .matches(java.util.regex.Pattern.quote("http://" + host) + ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil host",
        "user@evil.example",
        "evil.example/path",
        "evil.example/",
        "evil.example?x",
        "evil.example#x",
        "evil.example\\x",
        "a.example, evil.example",
        "evil.example:0",
        "evil.example:65536",
        "evil.example:99999",
        "-evil.example",
        ".",
        "..",
        "%65vil.example",
        "evil.example%00",
        "evil;x",
        "evil\"x",
        "<evil>",
        "[::1",
        "[evil]",
        "//evil.example"
      })
  void isRelativeIfTheHostIsInvalid(String host) {
    assertThat(location(plain, "Host: " + host)).matches(ID);
  }

  @Test
  void isRelativeIfTheHostIsTooLong() {
    assertThat(location(plain, "Host: " + "a".repeat(253))).startsWith("http://aaa");
    assertThat(location(plain, "Host: " + "a".repeat(254))).matches(ID);
    assertThat(location(plain, "Host: " + "a.".repeat(4000))).matches(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:x",
        "évil.example",
        "user:evil@evil.example",
        "http://evil.example",
        "::evil",
        "[::1]x",
        "[::1]@evil.example",
        "evil.example:",
        "evil.example:-1",
        "a:b:c",
        "[::1]:x"
      })
  void aPortThatIsNotANumberIsMalformed(String host) {
    Reply reply = plain.calls().post("/api/users", Wire.account("nobody"), "Host: " + host);
    assertThat(reply.status()).isIn(400, 201);
    assertThat(reply.toString()).doesNotContain("evil");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "evil.example", "evil host", "accounts.example.com:1"})
  void thePublicUrlTakesPrecedence(String host) {
    assertThat(
            location(
                named,
                "Host: " + host,
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Proto: http",
                "Forwarded: host=evil.example"))
        .matches("https://accounts\\.example\\.com/auth" + ID);
  }

  @Test
  void forwardedFieldsOfUntrustedPeersAreIgnored() {
    assertIgnoresForwardedFields(plain);
    assertIgnoresForwardedFields(proxiedFromElsewhere);
  }

  private static void assertIgnoresForwardedFields(TestServer server) {
    assertThat(
            location(
                server,
                "Host: localhost",
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Port: 1",
                "X-Forwarded-Prefix: /evil",
                "Forwarded: host=evil.example;proto=https"))
        .matches("http://localhost" + ID);
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, https, https://a.example",
    "a.example:8443, https, https://a.example:8443",
    "'evil.example, a.example', 'http, https', https://a.example",
    "'evil.example,a.example', 'https,http', http://a.example",
    "'a.example\r\nX-Forwarded-Host: b.example', 'http\r\nX-Forwarded-Proto: https', https://b.example",
    "a.example, HTTPS, https://a.example",
    "a.example, javascript, http://a.example",
    "a.example, '', http://a.example",
    "[::1]:1, https, https://[::1]:1",
    "'evil host', https, ''",
    "'a.example,', https, ''",
    "a@evil.example, https, ''",
    "'', https, ''"
  })
  void forwardedFieldsOfATrustedProxyAreUsed(String host, String scheme, String base) {
    assertThat(
            location(
                proxied,
                "Host: inner",
                "X-Forwarded-Host: " + host,
                "X-Forwarded-Proto: " + scheme))
        .matches(java.util.regex.Pattern.quote(base) + ID);
  }

  @Test
  void aTrustedProxyMaySendOnlyTheScheme() {
    assertThat(location(proxied, "Host: a.example", "X-Forwarded-Proto: https"))
        .matches("https://a\\.example" + ID);
  }

  @Test
  void aForgedHostAppearsOnlyInLocationAndFrontPage() {
    TestServer[] servers = {plain, named, proxied};
    String[] evil = {
      "Host: evil.example", "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"
    };
    for (TestServer server : servers) {
      String name = register(server).json().get("username").asText();
      String auth = HttpCalls.basic(name, "opensesame");
      Reply reply = server.calls().get("/api/token", auth, evil[0], evil[1], evil[2]);
      assertThat(reply.toString()).doesNotContain("evil");
      String claims = reply.json().get("token").asText().split("\\.", -1)[1];
      assertThat(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
          .doesNotContain("evil");
      for (String path : new String[] {"/", "/openapi.json", "/nothing", "/api/resource", "/x/"}) {
        for (String method : new String[] {"GET", "OPTIONS", "PUT"}) {
          boolean showsItsAddress = path.equals("/") && method.equals("GET") && server != named;
          assertThat(server.calls().call(method, path, java.util.Optional.empty(), evil).toString())
              .matches(answer -> showsItsAddress || !answer.contains("evil"));
        }
      }
    }
  }
}
