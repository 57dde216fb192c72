package dev.restauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.crypto.TestCertificate;
import dev.restauth.outbound.OutboundException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses to outbound calls. In this test, a body may have at most 1,000 bytes. */
class OutboundAnswersTest {
  private static final int AT_MOST = 1_000;
  private static final String OK = "HTTP/1.1 200 OK\nContent-Type: application/json";

  @TempDir static Path folder;
  private static TestAuthority authority;

  @BeforeAll
  static void certify() throws Exception {
    authority = TestAuthority.in(folder).with("client", TestCertificate.dns("client.example"));
  }

  private static OutboundScene scene(Duration deadline) throws Exception {
    return new OutboundScene(folder, authority.file(), deadline)
        .name("client.example", "127.0.0.1");
  }

  private static ClientServer serving(ClientServer.Answer answer) throws Exception {
    return new ClientServer(authority.server("client"), answer);
  }

  private static String url(ClientServer server) {
    return "https://client.example:" + server.port() + "/";
  }

  /** Returns the body of a response. */
  private static String get(ClientServer.Answer answer) throws Exception {
    try (ClientServer server = serving(answer);
        OutboundScene scene = scene(OutboundScene.LONG)) {
      return new String(scene.get(url(server)).body(), StandardCharsets.US_ASCII);
    }
  }

  private static OutboundException refused(ClientServer.Answer answer) throws Exception {
    return refused(answer, OutboundScene.LONG);
  }

  private static OutboundException refused(ClientServer.Answer answer, Duration deadline)
      throws Exception {
    try (ClientServer server = serving(answer);
        OutboundScene scene = scene(deadline)) {
      OutboundException failure = scene.refused(url(server));
      assertThat(failure).hasMessageStartingWith("client.example:" + server.port() + ": ");
      // The outbound client neither repeated the request nor followed a redirect.
      assertThat(server.connections()).isEqualTo(1);
      return failure;
    }
  }

  private static ClientServer.Answer answering(String head, String body) {
    return ClientServer.answering(head, body);
  }

  @Test
  void readsBodiesOfAllForms() throws Exception {
    assertThat(get(answering(OK + "; charset=UTF-8\nContent-Length: 2", "{}"))).isEqualTo("{}");
    assertThat(get(answering(OK + "\nTransfer-Encoding: chunked", "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")))
        .isEqualTo("{}");
    assertThat(get(answering(OK, "{}"))).isEqualTo("{}"); // the body ends with close_notify
    assertThat(get(answering(OK.replace("1.1", "1.0"), "{}"))).isEqualTo("{}");
    assertThat(get(answering("HTTP/1.1 103 Early Hints\nLink: </x>\n\n" + OK, "{}")))
        .isEqualTo("{}");
  }

  @Test
  void acceptsBodiesUpToTheLimit() throws Exception {
    String body = "x".repeat(AT_MOST);
    String chunks = "3e8\r\n" + body + "\r\n0\r\n\r\n";
    assertThat(get(answering(OK + "\nContent-Length: " + AT_MOST, body))).isEqualTo(body);
    assertThat(get(answering(OK, body))).isEqualTo(body);
    assertThat(get(answering(OK + "\nTransfer-Encoding: chunked", chunks))).isEqualTo(body);
  }

  @Test
  void refusesLargerBodiesByTheirLength() throws Exception {
    OutboundException failure =
        refused(
            out -> {
              answering(OK + "\nContent-Length: 1001", "").write(out);
              Thread.sleep(Duration.ofMinutes(1)); // the body never arrives
            });
    assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(failure).hasMessageEndingWith("the answer is larger than 1000 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\nTransfer-Encoding: chunked"})
  void refusesEndlessBodiesAtTheLimit(String field) throws Exception {
    assertThat(
            refused(
                    out -> {
                      answering(OK + field, "").write(out);
                      endless(out, field.isEmpty() ? "xxxxxxxxxx" : "a\r\nxxxxxxxxxx\r\n");
                    })
                .kind())
        .isEqualTo(Kind.TOO_LARGE);
  }

  private static void endless(OutputStream out, String part) throws IOException {
    while (true) {
      ClientServer.write(out, part);
    }
  }

  @Test
  void abortsSlowResponses() throws Exception {
    ClientServer.Answer trickle =
        out -> {
          answering(OK + "\nContent-Length: 900", "").write(out);
          while (true) {
            ClientServer.write(out, "x");
            Thread.sleep(10);
          }
        };
    boolean begun = false;
    // On a busy machine, the deadline may pass before the request is sent.
    for (Duration deadline = OutboundScene.SHORT; !begun; deadline = deadline.multipliedBy(2)) {
      try (ClientServer server = serving(trickle);
          OutboundScene scene = scene(deadline)) {
        assertThat(scene.refused(url(server)).kind()).isEqualTo(Kind.TIMEOUT);
        begun = !server.requests().isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 301 Moved\nLocation: https://client.example/other",
        "HTTP/1.1 302 Found\nLocation: https://169.254.169.254/",
        "HTTP/1.1 303 See Other\nLocation: /other",
        "HTTP/1.1 307 Temporary Redirect\nLocation: /other",
        "HTTP/1.1 308 Permanent Redirect\nLocation: /other",
        "HTTP/1.1 201 Created",
        "HTTP/1.1 204 No Content",
        "HTTP/1.1 206 Partial Content",
        "HTTP/1.1 404 Not Found",
        "HTTP/1.1 500 Internal Server Error"
      })
  void refusesOtherStatusesAndFollowsNoRedirect(String head) throws Exception {
    int status = Integer.parseInt(head.substring(9, 12));
    OutboundException failure =
        refused(answering(head + "\nContent-Type: application/json\nContent-Length: 0", ""));
    assertThat(failure.kind()).isEqualTo(Kind.STATUS);
    assertThat(failure.status()).hasValue(status);
    assertThat(failure).hasMessageEndingWith(": status " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/jsonp", "text/html; x=application/json", ""})
  void refusesOtherMediaTypes(String type) throws Exception {
    OutboundException failure =
        refused(answering("HTTP/1.1 200 OK\nContent-Type: " + type + "\nContent-Length: 2", "{}"));
    assertThat(failure.kind()).isEqualTo(Kind.MEDIA_TYPE);
    assertThat(failure).hasMessageEndingWith("another Content-Type than application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/2.0 200 OK\nContent-Type: application/json\n\n{}",
        "ICY 200 OK\n\n{}",
        "nonsense",
        "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: x\n\n{}",
        "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: -2\n\n{}",
        "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 2\nContent-Length: 3\n\n{}",
        "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 3\n\n{}",
        "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Encoding: gzip\nContent-Length: 2\n\n{}",
        "HTTP/1.1 200 OK\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nz\n{}",
        "HTTP/1.1 200 OK\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n2\n{}\n",
        "HTTP/1.1 200 OK\nContent-Type: application/json\n",
        "HTTP/1.1 100 Continue\n\n",
        ""
      })
  void refusesInvalidAndIncompleteAnswers(String answer) throws Exception {
    assertThat(refused(out -> ClientServer.write(out, answer.replace("\n", "\r\n"))).kind())
        .isEqualTo(Kind.INVALID_ANSWER);
  }

  @Test
  void refusesEndlessHeads() throws Exception {
    for (String[] endless :
        new String[][] {
          {"HTTP/1.1 200 ", "OK"},
          {"HTTP/1.1 200 OK\r\n", "A: b\r\n"},
          {"", "HTTP/1.1 102 x\r\n\r\n"}
        }) {
      OutboundException failure =
          refused(
              out -> {
                ClientServer.write(out, endless[0]);
                endless(out, endless[1]);
              });
      assertThat(failure.kind()).as(endless[1]).isEqualTo(Kind.INVALID_ANSWER);
    }
  }

  /**
   * An attacker in the network could truncate a body that ends with the connection (RFC 9112,
   * section 9.8).
   */
  @Test
  void refusesAnswersThatWereCut() throws Exception {
    try (CutServer server = new CutServer(authority.server("client"), OK + "\n\n{}");
        OutboundScene scene = scene(OutboundScene.LONG)) {
      OutboundException failure = scene.refused("https://client.example:" + server.port() + "/");
      assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER);
      assertThat(failure).hasMessageEndingWith("ended before the answer was complete");
    }
  }

  @Test
  void postsAcceptEverySuccessAndNothingElse() throws Exception {
    for (String head : new String[] {"200 OK", "202 Accepted", "400 Bad Request", "302 Found"}) {
      try (ClientServer server =
              serving(answering("HTTP/1.1 " + head + "\nContent-Length: 2", "ok"));
          OutboundScene scene = scene(OutboundScene.LONG)) {
        int status = Integer.parseInt(head.substring(0, 3));
        URI uri = URI.create(url(server));
        if (status < 300) {
          assertThat(scene.client.post(CallKind.BACKCHANNEL_LOGOUT, uri, "text/plain", new byte[0]))
              .isEqualTo(status);
        } else {
          assertThat(
                  OutboundScene.failure(
                          () ->
                              scene.client.post(
                                  CallKind.BACKCHANNEL_LOGOUT, uri, "text/plain", new byte[0]))
                      .status())
              .hasValue(status);
        }
        assertThat(server.requests()).hasSize(1);
        assertThat(
                OutboundScene.failure(() -> scene.client.get(CallKind.JWKS_URI, uri, Set.of(), 1))
                    .kind())
            .isIn(Kind.TOO_LARGE, Kind.STATUS);
      }
    }
  }
}
