package dev.restauth.listener;

import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The boundaries between requests, and size limits (RFC 9112, sections 6 to 9). */
@ExtendWith(QuietLogs.class)
class FramingTest {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final int LIMIT = 64 * 1024;
  private static final String JSON = "Content-Type: application/json";
  private static final String CHUNKED = "Transfer-Encoding: chunked";

  @RegisterExtension private static final TestServer server = new TestServer();

  private static String name() {
    return "user" + NEXT.incrementAndGet();
  }

  /** Returns an account's JSON with an exact number of bytes. */
  private static String padded(int bytes) {
    String account = Wire.account(name());
    return account + " ".repeat(bytes - account.length());
  }

  private static String chunks(String body, int size) {
    StringBuilder all = new StringBuilder();
    for (int at = 0; at < body.length(); at += size) {
      String chunk = body.substring(at, Math.min(body.length(), at + size));
      all.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
    }
    return all + "0\r\n\r\n";
  }

  private static String chunkedRequest() {
    return Wire.request("POST /api/users", JSON, CHUNKED);
  }

  /** Checks that the account of a smuggled request does not exist. */
  private static void assertUnknown(String name) {
    Optional<Account> account =
        server.store().reading(tx -> new AccountRows(tx).findByUsername(name));
    assertThat(account).isEmpty();
  }

  @Test
  void acceptsSixtyFourKilobytesAndNotOneByteMore() throws IOException {
    try (Wire wire = Wire.to(server)) {
      assertThat(wire.send(Wire.registration(padded(LIMIT))).reply().status()).isEqualTo(201);
      assertThat(wire.send(chunkedRequest() + chunks(padded(LIMIT), 8000)).reply().status())
          .isEqualTo(201);
      assertProblem(wire.send(Wire.registration(padded(LIMIT + 1))).reply(), 413);
      assertThat(wire.rest()).isEmpty();
    }
    try (Wire wire = Wire.to(server)) {
      assertProblem(wire.send(chunkedRequest() + chunks(padded(LIMIT + 1), 8000)).reply(), 413);
      assertThat(wire.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000, LIMIT})
  void nothingIsParsedAfterAnOversizedChunkedBody(int size) throws IOException {
    String name = name();
    String smuggled = Wire.registration(Wire.account(name));
    for (String target : new String[] {"POST /api/users", "GET /api/resource", "POST /nothing"}) {
      try (Wire wire = Wire.to(server)) {
        wire.send(Wire.request(target, JSON, CHUNKED));
        wire.sendWhatGoes(
            (chunks(" ".repeat(LIMIT + size), size) + smuggled + smuggled)
                .getBytes(StandardCharsets.UTF_8));
        assertThat(wire.reply().status()).isIn(413, 401, 404);
        assertThat(wire.rest()).isEmpty();
      }
      try (Wire wire = Wire.to(server)) {
        String hidden = "\r\n" + smuggled + "\r\n";
        wire.send(Wire.request(target, JSON, CHUNKED))
            .sendWhatGoes(
                ("10000\r\n" + " ".repeat(LIMIT) + "\r\n" + "200\r\n" + hidden + hidden)
                    .getBytes(StandardCharsets.UTF_8));
        assertThat(wire.reply().status()).isIn(413, 401, 404);
        assertThat(wire.rest()).isEmpty();
      }
    }
    assertUnknown(name);
  }

  @Test
  void readsManySmallChunks() throws IOException {
    try (Wire wire = Wire.to(server)) {
      assertThat(wire.send(chunkedRequest() + chunks(padded(3000), 1)).reply().status())
          .isEqualTo(201);
      assertThat(wire.send(chunkedRequest() + chunks(padded(LIMIT), 1)).reply().status())
          .isEqualTo(201);
      assertThat(wire.send(Wire.request("OPTIONS /api/users")).reply().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\n{}\r\n0\r\n\r\n",
        "-1\r\n{}\r\n0\r\n\r\n",
        "+2\r\n{}\r\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        "2 \r\n{}\r\n0\r\n\r\n",
        " 2\r\n{}\r\n0\r\n\r\n",
        "\r\n{}\r\n0\r\n\r\n",
        "2\n{}\n0\n\n",
        "ffffffff\r\n{}",
        "7fffffff\r\n{}",
        "80000000\r\n{}",
        "ffffffffffffffffff\r\n{}",
        "00000000000000002\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}xx0\r\n\r\n",
        "2\r\n{}\r\n0\r\nX: \n\r\n"
      })
  void refusesMalformedChunksAndParsesNothingBehindThem(String body) throws IOException {
    String name = name();
    try (Wire wire = Wire.to(server)) {
      Reply reply =
          wire.send(chunkedRequest() + body + Wire.registration(Wire.account(name))).reply();
      assertThat(reply.status()).isIn(400, 413);
      assertThat(reply.header("content-type")).hasValue("application/problem+json");
      assertThat(wire.rest()).isEmpty();
    }
    assertUnknown(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%x;x=\"S3cret\"\r\n%s\r\n0;y\r\n\r\n",
        "%x ;x\r\n%s\r\n0\r\n\r\n",
        "%X\r\n%s\r\n0000\r\nX-Trailer: S3cret\r\nContent-Length: 5\r\n\r\n",
        "000%x\r\n%s\r\n00\r\n\r\n"
      })
  void ignoresExtensionsAndTrailers(String form) throws IOException {
    String account = Wire.account(name());
    try (Wire wire = Wire.to(server)) {
      wire.send(chunkedRequest() + form.formatted(account.length(), account));
      assertThat(wire.reply().status()).isEqualTo(201);
      assertThat(wire.send(Wire.request("OPTIONS /api/users")).reply().status()).isEqualTo(200);
    }
  }

  /** Without a limit, an endless line would fill the memory before the request timeout. */
  @Test
  void endlessChunkSizeLineIsRefused() throws IOException {
    byte[] endless = ("2;" + "x".repeat(1024 * 1024)).getBytes(StandardCharsets.UTF_8);
    try (Wire wire = Wire.to(server)) {
      wire.send(chunkedRequest()).sendWhatGoes(endless);
      assertProblem(wire.reply(), 400);
    }
    try (Wire wire = Wire.to(server)) {
      wire.send(Wire.request("GET /api/resource", CHUNKED)).sendWhatGoes(endless);
      assertThat(wire.reply().status()).isEqualTo(401);
      assertThat(wire.rest()).isEmpty();
    }
    try (Wire wire = Wire.to(server)) {
      wire.send(chunkedRequest() + "0\r\n")
          .sendWhatGoes("X: y\r\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
      assertProblem(wire.reply(), 400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: 2, 2",
        "Content-Length: +2",
        "Content-Length: -2",
        "Content-Length: 0x2",
        "Content-Length: 2 2",
        "Content-Length: 99999999999999999999",
        "Content-Length:",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: \u000bchunked",
        "Transfer-Encoding:"
      })
  void refusesAmbiguousLengths(String headers) throws IOException {
    String name = name();
    try (Wire wire = Wire.to(server)) {
      wire.send(
          Wire.request("POST /api/users", JSON, headers)
              + "0\r\n\r\n"
              + Wire.registration(Wire.account(name)));
      Reply reply = wire.reply();
      assertThat(reply.status()).isIn(400, 501);
      assertThat(reply.header("content-type")).hasValue("application/problem+json");
      assertThat(wire.rest()).isEmpty();
    }
    assertUnknown(name);
  }

  @Test
  void restOfABodyBeyondItsLengthIsTheNextRequest() throws IOException {
    try (Wire wire = Wire.to(server)) {
      wire.send(Wire.registration(Wire.account(name())) + "left over\r\n\r\n");
      assertThat(wire.reply().status()).isEqualTo(201);
      assertProblem(wire.reply(), 400);
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void truncatedBodyIsRefused() throws IOException {
    String account = Wire.account(name());
    for (String half :
        new String[] {
          Wire.request("POST /api/users", JSON, "Content-Length: 1000") + account,
          chunkedRequest() + "1000\r\n" + account,
          chunkedRequest() + Integer.toHexString(account.length()) + "\r\n" + account + "\r\n"
        }) {
      try (Wire wire = Wire.to(server)) {
        assertProblem(wire.send(half).finishSending().reply(), 400);
        assertThat(wire.rest()).isEmpty();
      }
    }
  }

  @Test
  void clientThatHalfClosesIsAnswered() throws IOException {
    try (Wire wire = Wire.to(server)) {
      wire.send(Wire.registration(Wire.account(name()))).finishSending();
      assertThat(wire.reply().status()).isEqualTo(201);
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void unneededBodyIsDiscarded() throws IOException {
    try (Wire wire = Wire.to(server)) {
      for (String line :
          new String[] {"GET /", "HEAD /nothing", "OPTIONS /api/users", "GET /api/resource"}) {
        wire.send(Wire.request(line, "Content-Length: 5") + "GET /");
        wire.send(Wire.request(line.replace("HEAD", "GET"), CHUNKED) + chunks("GET / HTTP/1.1", 3));
      }
      int[] expected = {200, 200, 404, 404, 200, 200, 401, 401};
      for (int i = 0; i < expected.length; i++) {
        Reply reply = i == 2 ? headOnly(wire) : wire.reply();
        assertThat(reply.status()).isEqualTo(expected[i]);
      }
      assertThat(wire.send(Wire.registration(Wire.account(name()))).reply().status())
          .isEqualTo(201);
    }
  }

  private static Reply headOnly(Wire wire) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) wire.in().read());
    }
    return HttpCalls.head(head.toString());
  }
}
