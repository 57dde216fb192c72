package dev.restauth.listener;

import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Persistent and closed connections (RFC 9112, section 9), and input that is not HTTP. */
@ExtendWith(QuietLogs.class)
class ConnectionsTest {
  private static final String OPTIONS = Wire.request("OPTIONS /api/users");

  @RegisterExtension
  private static final TestServer server = new TestServer().withAccount("alice", "opensesame");

  @Test
  void staysOpenAndAnswersInOrder() throws IOException {
    try (Wire wire = Wire.to(server)) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        all.append(Wire.request("GET /api/users/1"))
            .append(Wire.request("GET /api/token", HttpCalls.basic("alice", "wrong")))
            .append(Wire.registration("{}"))
            .append(Wire.request("GET /nothing"));
      }
      wire.send(all.toString());
      for (int i = 0; i < 20; i++) {
        assertThat(wire.reply().status()).isEqualTo(200);
        assertThat(wire.reply().status()).isEqualTo(401);
        assertThat(wire.reply().status()).isEqualTo(400);
        assertThat(wire.reply().status()).isEqualTo(404);
      }
      assertThat(wire.send(OPTIONS).reply().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: close",
        "connection: Close",
        "CONNECTION:CLOSE",
        "Connection: close, x",
        "Connection: keep-alive, close",
        "Connection: x\r\nConnection: close"
      })
  void closesIfTheClientAsksForIt(String header) throws IOException {
    for (String line : new String[] {"GET /", "GET /nothing", "PUT /api/users", "OPTIONS /"}) {
      try (Wire wire = Wire.to(server)) {
        Reply reply = wire.send(Wire.request(line, header) + OPTIONS).reply();
        assertThat(reply.header("connection")).hasValue("close");
        assertThat(wire.rest()).isEmpty();
      }
    }
  }

  @Test
  void sendsContinueOnlyIfTheBodyIsNeeded() throws IOException {
    String account = Wire.account("expected");
    String[] headers = {
      "Content-Type: application/json",
      "Expect: 100-continue",
      "Content-Length: " + account.length()
    };
    try (Wire wire = Wire.to(server)) {
      assertThat(wire.send(Wire.request("POST /api/users", headers)).reply().status())
          .isEqualTo(100);
      assertThat(wire.send(account).reply().status()).isEqualTo(201);
      // The client sends the body without waiting for 100 (Continue).
      wire.send(Wire.request("POST /api/users", headers) + account);
      assertThat(wire.reply().status()).isEqualTo(100);
      assertProblem(wire.reply(), 400);
      assertThat(wire.send(OPTIONS).reply().status()).isEqualTo(200);
    }
    refusedWithoutBody("POST /nothing", 404, headers);
    refusedWithoutBody("PUT /api/users", 405, headers);
    refusedWithoutBody("POST /api/me/password", 401, headers);
    headers[0] = "Content-Type: text/plain";
    refusedWithoutBody("POST /api/users", 415, headers);
    headers[2] = "Content-Length: 70000";
    refusedWithoutBody("POST /api/users", 413, headers);
  }

  private static void refusedWithoutBody(String line, int status, String... headers)
      throws IOException {
    for (String sent : new String[] {"", Wire.account("unexpected") + OPTIONS}) {
      try (Wire wire = Wire.to(server)) {
        Reply reply = wire.send(Wire.request(line, headers) + sent).reply();
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("connection")).hasValue("close");
        assertThat(wire.rest()).isEmpty();
      }
    }
  }

  /** A client that is still sending must receive the reason for the refusal. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "413 POST /api/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n",
        "413 POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n",
        "414 GET /",
        "431 GET / HTTP/1.1\r\nHost: x\r\nX: ",
        "400 GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n",
        "400 GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        "400 POST /api/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "404 POST /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 65536\r\n\r\n",
        "505 GET / HTTP/1.0\r\n\r\n"
      })
  void refusalReachesAClientThatIsStillSending(String statusAndRequest) throws IOException {
    int status = Integer.parseInt(statusAndRequest.substring(0, 3));
    try (Wire wire = Wire.to(server)) {
      wire.send(statusAndRequest.substring(4));
      byte[] more = "y".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 64; i++) {
        wire.sendWhatGoes(more);
      }
      Reply reply = wire.reply();
      assertProblem(reply, status);
      assertThat(reply.header("connection")).hasValue("close");
      assertThat(reply.body()).doesNotContain("yyy");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : space\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\u0000: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX(: a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "hello\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void invalidHttpIsRefusedAndNothingBehindItIsParsed(String request) throws IOException {
    try (Wire wire = Wire.to(server)) {
      Reply reply = wire.send(request + OPTIONS).reply();
      assertThat(reply.status()).isIn(400, 404, 405, 505);
      assertThat(reply.header("content-type")).hasValue("application/problem+json");
      if (reply.status() == 400) {
        assertThat(wire.rest()).isEmpty();
      }
    }
  }

  @Test
  void emptyLineBeforeARequestIsIgnored() throws IOException {
    try (Wire wire = Wire.to(server)) {
      assertThat(wire.send("\r\n" + OPTIONS).reply().status()).isIn(200, 400);
    }
  }

  @Test
  void limitsTheRequestLineAndAllHeaders() throws IOException {
    String line = "GET /?";
    try (Wire wire = Wire.to(server)) {
      String longest = line + "a".repeat(8 * 1024 - line.length() - " HTTP/1.1".length() - 1);
      assertThat(wire.send(Wire.request(longest)).reply().status()).isEqualTo(200);
      assertProblem(wire.send(Wire.request(longest + "aa")).reply(), 414);
      assertThat(wire.rest()).isEmpty();
    }
    try (Wire wire = Wire.to(server)) {
      assertThat(wire.send(Wire.request("GET /", "X: " + "a".repeat(16_000))).reply().status())
          .isEqualTo(200);
      assertProblem(wire.send(Wire.request("GET /", "X: " + "a".repeat(16_384))).reply(), 431);
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void limitsManyHeadersAndLongNamesAlike() throws IOException {
    String[] many = new String[1500];
    for (int i = 0; i < many.length; i++) {
      many[i] = "X" + i + ": 1";
    }
    try (Wire wire = Wire.to(server)) {
      assertThat(wire.send(Wire.request("GET /", many)).reply().status()).isEqualTo(200);
      String[] more = new String[3000];
      java.util.Arrays.fill(more, "X-Same: 1");
      assertProblem(wire.send(Wire.request("GET /", more)).reply(), 431);
    }
    for (String header : new String[] {"N".repeat(17_000) + ": 1", "N".repeat(17_000)}) {
      try (Wire wire = Wire.to(server)) {
        assertProblem(wire.send(Wire.request("GET /", header)).reply(), 431);
      }
    }
    // The head of the second of two pipelined requests is too large.
    try (Wire wire = Wire.to(server)) {
      wire.send(OPTIONS + Wire.request("GET /", "X: " + "a".repeat(17_000)));
      assertThat(wire.reply().status()).isEqualTo(200);
      assertProblem(wire.reply(), 431);
    }
    // The request is too large and also malformed.
    try (Wire wire = Wire.to(server)) {
      wire.send(Wire.request("GET /", "X: " + "a".repeat(8100), "Y: " + "a".repeat(8100), "oops"));
      assertProblem(wire.reply(), 400);
    }
  }
}
