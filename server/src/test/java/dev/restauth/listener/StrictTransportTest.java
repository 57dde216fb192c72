package dev.restauth.listener;

import static dev.restauth.listener.http2.Frames.END_HEADERS;
import static dev.restauth.listener.http2.Frames.END_STREAM;
import static dev.restauth.listener.http2.Frames.HEADERS;
import static dev.restauth.listener.http2.Frames.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.http2.Frames;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP Strict Transport Security (RFC 6797): after the first visit, a browser uses only HTTPS. */
@ExtendWith(QuietLogs.class)
@Timeout(60)
class StrictTransportTest {
  private static final String NAME = "Host: accounts.example";
  private static final String YEAR = "max-age=31536000";
  private static final Map<String, String> TLS =
      Map.of("tls-certificate", "good.crt", "tls-key", "good.key");

  @RegisterExtension
  private static final TestServer server =
      new TestServer(with("public-url", "https://accounts.example"))
          .prepared(SecureWire::makeFiles);

  private static Map<String, String> with(String... settings) {
    Map<String, String> all = new HashMap<>(TLS);
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return all;
  }

  private static List<String> field(TestServer of, String request) throws Exception {
    try (Wire wire = SecureWire.to(of.port())) {
      return wire.sendWhatGoes(request.getBytes(StandardCharsets.UTF_8))
          .reply()
          .all("strict-transport-security");
    }
  }

  private static String request(String line, String... headers) {
    return line + " HTTP/1.1\r\n" + Wire.lines(headers) + "\r\n";
  }

  @Test
  void isInEveryAnswer() throws Exception {
    Map<String, Integer> requests =
        Map.ofEntries(
            Map.entry(request("GET /", NAME), 200),
            Map.entry(request("GET /", "Host: ACCOUNTS.example:443"), 200),
            Map.entry(request("GET /", "Host: 127.0.0.1"), 200), // ignored for IP addresses
            Map.entry(request("OPTIONS /api/users", NAME), 200),
            Map.entry(request("GET /api/token", NAME), 401),
            Map.entry(request("DELETE /api/token", NAME), 401),
            Map.entry(
                request(
                    "GET /api/token",
                    NAME,
                    "Sec-Fetch-Site: cross-site",
                    HttpCalls.basic("alice", "x")),
                403),
            Map.entry(request("GET /nothing", NAME), 404),
            Map.entry(request("POST /api/token", NAME, "Content-Length: 0"), 405),
            // No route receives these requests.
            Map.entry(request("GET /"), 400),
            Map.entry("GET / HTTP/1.0\r\n\r\n", 505),
            Map.entry("GET /\r\n\r\n", 400),
            Map.entry(request("POST /api/users", NAME, "Content-Length: 9999999"), 413),
            Map.entry(request("GET /" + "x".repeat(9_000), NAME), 414),
            Map.entry(request("GET /", NAME, "X: " + "x".repeat(17_000)), 431));
    for (Map.Entry<String, Integer> each : requests.entrySet()) {
      try (Wire wire = SecureWire.to(server.port())) {
        Reply reply = wire.sendWhatGoes(each.getKey().getBytes(StandardCharsets.UTF_8)).reply();
        String begin = each.getKey().substring(0, Math.min(60, each.getKey().length()));
        assertThat(reply.status()).as(begin).isEqualTo(each.getValue());
        assertThat(reply.all("strict-transport-security")).as(begin).containsExactly(YEAR);
      }
    }
  }

  @Test
  void isInEveryAnswerOverHttp2() throws Exception {
    try (Frames frames = SecureWire.http2(server.port())) {
      Map<Integer, String[]> requests =
          Map.of(
              1, new String[] {":path: /"},
              3, new String[] {":path: /api/token"},
              5, new String[] {":path: /nothing"},
              7, new String[] {":path: /" + "x".repeat(9_000)},
              9, new String[] {":path: /", "x: " + "x".repeat(17_000)});
      Map<Integer, Integer> statuses = Map.of(1, 200, 3, 401, 5, 404, 7, 414, 9, 431);
      for (int stream = 1; stream <= 9; stream += 2) {
        String[] more = requests.get(stream);
        byte[] fields =
            block(
                Stream.concat(
                        Stream.of(":method: GET", ":scheme: https", ":authority: accounts.example"),
                        Arrays.stream(more))
                    .toArray(String[]::new));
        Reply reply = send(frames, stream, fields).reply(stream);
        assertThat(reply.status()).isEqualTo(statuses.get(stream));
        assertThat(reply.all("strict-transport-security")).containsExactly(YEAR);
      }
    }
  }

  private static Frames send(Frames frames, int stream, byte[] fields) throws Exception {
    int most = 16_384; // bytes of a frame
    byte[] first = Arrays.copyOf(fields, Math.min(most, fields.length));
    boolean whole = first.length == fields.length;
    frames.send(HEADERS, END_STREAM | (whole ? END_HEADERS : 0), stream, first);
    return whole
        ? frames
        : frames.send(
            Frames.CONTINUATION,
            END_HEADERS,
            stream,
            Arrays.copyOfRange(fields, most, fields.length));
  }

  /** A header for localhost would apply to every port of the developer's own machine. */
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:5000", "LOCALHOST"})
  void isNotSentForLocalhost(String host) throws Exception {
    assertThat(field(server, request("GET /", "Host: " + host))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://accounts.example",
        "https://localhost:5000",
        "https://127.0.0.1",
        "https://[::1]:5000/auth",
        "https://192.0.2.1"
      })
  void isNotSentUnlessThePublicUrlIsAHttpsUrlWithAName(String url) throws Exception {
    Map<String, String> settings =
        url.isEmpty() ? with("data", "other") : with("data", "other", "public-url", url);
    try (TestServer other = TestServer.start(server.folder(), InstantSource.system(), settings)) {
      assertThat(field(other, request("GET /", NAME))).isEmpty();
    }
  }

  /** The proxy that terminates TLS sends the header (RFC 6797, section 7.2). */
  @Test
  void isNotSentWithoutOwnTls() {
    Map<String, String> settings =
        Map.of("public-url", "https://accounts.example", "data", "plain");
    try (TestServer other = TestServer.start(server.folder(), InstantSource.system(), settings)) {
      assertThat(other.calls().get("/", NAME).header("strict-transport-security")).isEmpty();
    }
  }

  @Test
  void canBeShortenedAndDisabled() throws Exception {
    for (String[] each : new String[][] {{"0", "max-age=0"}, {"5m", "max-age=300"}}) {
      Map<String, String> settings =
          with(
              "data", "shorter",
              "public-url", "https://accounts.example",
              "hsts-max-age", each[0]);
      try (TestServer other = TestServer.start(server.folder(), InstantSource.system(), settings)) {
        assertThat(field(other, request("GET /", NAME))).containsExactly(each[1]);
      }
    }
  }
}
