package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.http.RoutesTest;
import dev.restauth.listener.http2.Frames;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over HTTP/2: the routes give the same responses as over HTTP/1.1. */
@ExtendWith(QuietLogs.class)
@Timeout(60)
class Http2Test {
  private static final String JSON = "content-type: application/json";

  @RegisterExtension
  private static final TestServer server =
      new TestServer(Map.of("cors-origins", "https://app.example"));

  @RegisterExtension
  private static final TestServer secure =
      new TestServer(Map.of("tls-certificate", "good.crt", "tls-key", "good.key"))
          .prepared(SecureWire::makeFiles);

  private static Frames connect() throws Exception {
    return Frames.to(server.port());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String basic(String name, String password) {
    return HttpCalls.basic(name, password).replace("Authorization", "authorization");
  }

  @Test
  void fromTheRegistrationToTheResource() throws Exception {
    try (Frames frames = connect()) {
      Reply registered =
          frames.request(1, "POST", "/api/users", bytes(Wire.account("anna")), JSON).reply(1);
      assertThat(registered.status()).isEqualTo(201);
      String location = registered.header("location").orElseThrow();
      assertThat(location).startsWith("http://localhost/api/users/");
      assertThat(server.account("anna").username()).isEqualTo("anna");

      Reply token = frames.request(3, "GET", "/api/token", basic("anna", "opensesame")).reply(3);
      assertThat(token.status()).isEqualTo(200);
      String text = token.json().get("token").asText();
      for (String authorization : List.of(basic(text, "x"), "authorization: Bearer " + text)) {
        int stream = authorization.contains("Bearer") ? 7 : 5;
        Reply resource =
            frames.request(stream, "GET", "/api/resource", authorization).reply(stream);
        assertThat(resource.body()).isEqualTo("{\"data\":\"Hello, anna!\"}\n");
        assertThat(resource.header("content-length")).hasValue("24");
        assertThat(resource.header("cache-control")).hasValue("no-store");
        assertThat(resource.header("date")).isPresent();
        assertThat(resource.header("connection")).isEmpty();
      }
      Reply read =
          frames.request(9, "GET", location.substring("http://localhost".length())).reply(9);
      assertThat(read.json().get("username").asText()).isEqualTo("anna");
    }
  }

  /**
   * Refusals that close an HTTP/1.1 connection do not close an HTTP/2 connection, and have no
   * Connection field.
   */
  @Test
  void refusalsDoNotCloseTheConnection() throws Exception {
    try (Frames frames = connect()) {
      Reply none = frames.request(1, "GET", "/api/resource").reply(1);
      assertThat(none.status()).isEqualTo(401);
      assertThat(none.header("www-authenticate")).isPresent();
      RoutesTest.assertProblem(frames.request(3, "GET", "/nothing").reply(3), 404);
      Reply wrong = frames.request(5, "DELETE", "/api/users").reply(5);
      RoutesTest.assertProblem(wrong, 405);
      assertThat(wrong.header("allow").orElseThrow()).contains("POST");
      RoutesTest.assertProblem(
          frames.request(7, "POST", "/api/users", bytes("{"), JSON).reply(7), 400);
      RoutesTest.assertProblem(
          frames.request(9, "POST", "/api/users", bytes("{}"), "content-type: text/plain").reply(9),
          415);
      RoutesTest.assertProblem(
          frames
              .request(11, "POST", "/api/users", bytes("{}"), JSON, "content-encoding: gzip")
              .reply(11),
          415);
      RoutesTest.assertProblem(
          frames.request(13, "GET", "/" + "x".repeat(8 * 1024)).reply(13), 414);
      RoutesTest.assertProblem(
          frames
              .request(15, "GET", "/", "x-a: " + "y".repeat(15_900), "x-b: " + "y".repeat(300))
              .reply(15),
          431);
      RoutesTest.assertProblem(
          frames.request(17, "GET", "/", basic("x".repeat(8 * 1024), "")).reply(17), 431);
      assertThat(frames.request(19, "GET", "/").reply(19).status()).isEqualTo(200);
    }
  }

  @Test
  void tooLargeBodiesAreRefused() throws Exception {
    try (Frames frames = connect()) {
      frames.send(Frames.head(1, 0, "POST", "/api/users", JSON, "content-length: 65537"));
      RoutesTest.assertProblem(frames.reply(1), 413); // before any of its bytes were sent
      assertThat(frames.next(Frames.RST_STREAM).code()).isZero();
      frames.send(Frames.DATA, Frames.END_STREAM, 1, new byte[16_384]); // a frame in flight

      frames.send(Frames.head(3, 0, "POST", "/api/users", JSON));
      for (int i = 0; i < 4; i++) {
        frames.send(Frames.DATA, 0, 3, new byte[16_384]);
      }
      frames.send(Frames.DATA, 0, 3, new byte[1]);
      RoutesTest.assertProblem(frames.reply(3), 413);
      frames.next(Frames.WINDOW_UPDATE);

      String whole = "{\"username\":\"x\",\"password\":\"" + "p".repeat(65_000) + "\"}";
      // The bodies have more bytes than the windows allow without updates.
      for (int stream = 5; stream < 25; stream += 2) {
        frames.send(Frames.head(stream, 0, "POST", "/api/users", JSON));
        for (int at = 0; at < whole.length(); at += 16_384) {
          frames.send(
              Frames.DATA,
              0,
              stream,
              bytes(whole.substring(at, Math.min(at + 16_384, whole.length()))));
        }
        frames.send(Frames.DATA, Frames.END_STREAM, stream);
        RoutesTest.assertProblem(frames.reply(stream), 400);
        frames.next(Frames.WINDOW_UPDATE);
      }
    }
  }

  @Test
  void basicAuthenticationOfAForeignOriginIsRefused() throws Exception {
    assertThat(server.calls().register("dora", "opensesame").status()).isEqualTo(201);
    String dora = basic("dora", "opensesame");
    try (Frames frames = connect()) {
      int stream = 1;
      for (String foreign :
          List.of(
              "sec-fetch-site: cross-site",
              "origin: https://evil.example",
              "origin: http://localhost:1")) {
        Reply reply = frames.request(stream, "GET", "/api/token", dora, foreign).reply(stream);
        RoutesTest.assertProblem(reply, 403);
        stream += 2;
      }
      Reply own = frames.request(7, "GET", "/api/token", dora, "origin: http://localhost").reply(7);
      assertThat(own.status()).isEqualTo(200);
    }
    try (Frames frames = SecureWire.http2(secure.port())) {
      String token = "authorization: Basic eDp5";
      assertThat(
              frames
                  .request(1, "GET", "/api/token", token, "origin: http://localhost")
                  .reply(1)
                  .status())
          .isEqualTo(
              403); // the page came without TLS, so an attacker in the network may have written it
      assertThat(
              frames
                  .request(3, "GET", "/api/token", token, "origin: https://localhost")
                  .reply(3)
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void headAndOptions() throws Exception {
    try (Frames frames = connect()) {
      Reply get = frames.request(1, "GET", "/").reply(1);
      Reply head = frames.request(3, "HEAD", "/").reply(3);
      assertThat(head.body()).isEmpty();
      assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
      RoutesTest.assertProblem(frames.request(5, "GET", "*").reply(5), 404);
      Reply options =
          frames
              .request(
                  7,
                  "OPTIONS",
                  "/api/users",
                  "origin: https://app.example",
                  "access-control-request-method: POST")
              .reply(7);
      assertThat(options.header("access-control-allow-methods").orElseThrow()).contains("POST");
      assertThat(options.header("access-control-allow-origin")).hasValue("https://app.example");
      Reply page = frames.request(9, "GET", "/", "accept: text/html").reply(9);
      assertThat(page.header("content-type").orElseThrow()).startsWith("text/html");
      String tag =
          frames.request(11, "GET", "/.well-known/jwks.json").reply(11).header("etag").orElse("");
      assertThat(tag).isNotEmpty();
      Reply known =
          frames.request(13, "GET", "/.well-known/jwks.json", "if-none-match: " + tag).reply(13);
      assertThat(known.status()).isEqualTo(304);
      assertThat(known.header("content-length")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,localhost,200",
    "localhost,,200",
    ",localhost,200",
    "localhost,other,400",
    ",,400"
  })
  void authorityCountsAsHost(String authority, String host, int status) throws Exception {
    List<String> fields = new ArrayList<>(List.of(":method: GET", ":scheme: http", ":path: /"));
    if (authority != null) {
      fields.add(":authority: " + authority);
    }
    if (host != null) {
      fields.add("host: " + host);
    }
    try (Frames frames = connect()) {
      byte[] block = Frames.block(fields.toArray(String[]::new));
      frames.send(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1, block);
      assertThat(frames.reply(1).status()).isEqualTo(status);
      assertThat(frames.request(3, "GET", "/").reply(3).status()).isEqualTo(200);
    }
  }

  /** Each malformed request resets only its own stream. */
  @ParameterizedTest
  @ValueSource(strings = {"Upper: x", "connection: close", ":status: 200", "te: gzip", "a:  b"})
  void malformedRequestsAreReset(String field) throws Exception {
    try (Frames frames = connect()) {
      frames.send(Frames.head(1, 0, "POST", "/api/users", JSON)); // continued below
      frames.request(3, "GET", "/", field);
      assertThat(frames.next(Frames.RST_STREAM)).matches(it -> it.stream() == 3 && it.code() == 1);
      frames.send(Frames.head(5, 0, "POST", "/api/users", field));
      assertThat(frames.next(Frames.RST_STREAM)).matches(it -> it.stream() == 5 && it.code() == 1);
      frames.send(Frames.DATA, Frames.END_STREAM, 5, bytes("{}")); // a frame in flight
      frames.send(Frames.DATA, Frames.END_STREAM, 1, bytes("{}"));
      assertThat(frames.reply(1).status()).isEqualTo(400);
    }
  }

  /** RFC 9113, section 8.3, requires that pseudo-header fields precede all other fields. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void pseudoHeaderFieldAfterOthersIsReset(int place) throws Exception {
    List<String> fields =
        new ArrayList<>(List.of(":method: GET", ":scheme: http", ":path: /", ":authority: a"));
    fields.add(place, "x-first: 1");
    try (Frames frames = connect()) {
      byte[] block = Frames.block(fields.toArray(String[]::new));
      frames.send(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1, block);
      assertThat(frames.next(Frames.RST_STREAM)).matches(it -> it.stream() == 1 && it.code() == 1);
      assertThat(frames.request(3, "GET", "/").reply(3).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"3,2", "2,3", "3,0"})
  void bodyOfAnotherLengthIsReset(int announced, int sent) throws Exception {
    try (Frames frames = connect()) {
      frames.request(1, "POST", "/api/users", new byte[sent], JSON, "content-length: " + announced);
      assertThat(frames.next(Frames.RST_STREAM).code()).isEqualTo(1);
      assertThat(frames.request(3, "GET", "/").reply(3).status()).isEqualTo(200);
    }
  }

  @Test
  void bodiesInPiecesWithPaddingAndTrailers() throws Exception {
    try (Frames frames = connect()) {
      frames.send(Frames.head(1, 0, "POST", "/api/users", JSON, "expect: 100-continue"));
      assertThat(frames.reply(1).status()).isEqualTo(100);
      byte[] body = bytes(Wire.account("berta"));
      byte[] padded = new byte[body.length + 8];
      padded[0] = 7;
      System.arraycopy(body, 0, padded, 1, body.length);
      frames.send(Frames.DATA, 0x8, 1, padded).send(Frames.DATA, 0, 1);
      byte[] trailers = Frames.block("x-checksum: 1");
      frames.send(Frames.HEADERS, Frames.END_STREAM, 1, java.util.Arrays.copyOf(trailers, 5));
      frames.send(
          Frames.CONTINUATION,
          Frames.END_HEADERS,
          1,
          java.util.Arrays.copyOfRange(trailers, 5, trailers.length));
      assertThat(frames.reply(1).status()).isEqualTo(201);
      assertThat(server.account("berta").username()).isEqualTo("berta");
    }
  }

  @Test
  void hundredRequestsAtOnce() throws Exception {
    try (Frames frames = connect()) {
      frames.send(Frames.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.numbers(1 << 20)));
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 100; i++) {
          frames.request(1 + 2 * (100 * round + i), "GET", "/api/resource");
        }
        for (int i = 0; i < 100; i++) {
          Frames.Seen seen = frames.next(Frames.HEADERS);
          assertThat(seen.stream() / 200).isEqualTo(round);
          frames.next(Frames.DATA);
        }
      }
    }
  }

  private static HttpClient secureClient() throws Exception {
    return HttpClient.newBuilder().sslContext(SecureWire.trusting()).build();
  }

  private static HttpRequest.Builder request(TestServer to, String scheme, String path) {
    return HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + to.port() + path));
  }

  @Test
  void clientsThatNegotiateHttp2ByTls() throws Exception {
    try (HttpClient client = secureClient()) {
      HttpResponse<String> registered =
          client.send(
              request(secure, "https", "/api/users")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(Wire.account("carla")))
                  .build(),
              BodyHandlers.ofString());
      assertThat(registered.version()).isEqualTo(Version.HTTP_2);
      assertThat(registered.statusCode()).isEqualTo(201);
      assertThat(registered.headers().firstValue("location").orElseThrow())
          .startsWith("https://localhost:" + secure.port() + "/api/users/");
      List<CompletableFuture<HttpResponse<String>>> pages =
          IntStream.range(0, 90) // the concurrency of this client
              .mapToObj(
                  i ->
                      client.sendAsync(
                          request(secure, "https", i % 6 == 0 ? "/openapi.json" : "/").build(),
                          BodyHandlers.ofString()))
              .toList();
      String front =
          client.send(request(secure, "https", "/").build(), BodyHandlers.ofString()).body();
      for (int i = 0; i < pages.size(); i++) {
        HttpResponse<String> page = pages.get(i).get();
        assertThat(page.version()).isEqualTo(Version.HTTP_2);
        if (i % 6 == 0) {
          assertThat(page.body()).hasSizeGreaterThan(65_535).endsWith("}\n");
        } else {
          assertThat(page.body()).isEqualTo(front);
        }
      }
    }
  }

  @Test
  void clientsThatDoNotNegotiateHttp2() throws Exception {
    try (HttpClient client =
            HttpClient.newBuilder()
                .sslContext(SecureWire.trusting())
                .version(Version.HTTP_1_1)
                .build();
        HttpClient upgrading = HttpClient.newHttpClient()) {
      HttpResponse<String> old =
          client.send(request(secure, "https", "/").build(), BodyHandlers.ofString());
      assertThat(old.version()).isEqualTo(Version.HTTP_1_1);
      HttpResponse<String> stays = // with Upgrade: h2c, which RFC 9113 has removed
          upgrading.send(request(server, "http", "/").build(), BodyHandlers.ofString());
      assertThat(stays.version()).isEqualTo(Version.HTTP_1_1);
      assertThat(stays.statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PRI * HTTP/1.1\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxxxxxxx"})
  void incompletePrefaceIsHttp1(String text) throws Exception {
    try (Frames frames = Frames.silent(server.calls().connect())) {
      frames.send(bytes(text + "x".repeat(30)));
      assertThat(frames.ending()).isNotZero();
    }
  }
}
