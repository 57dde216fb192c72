package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.http.LoginOutcome;
import dev.restauth.listener.WaitingServer.Waiting;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Detection of whether a client is still connected while its request waits. The detection has no
 * side effects.
 */
@ExtendWith(QuietLogs.class)
class ClientTest {
  private static final String PLAIN = "plain";
  private static final String WAIT = Wire.request("GET /wait");
  private static final String NAME = Wire.request("GET /name", HttpCalls.basic("anna", "x"));
  private static final String SLOW = HttpCalls.basic("slow", "x");
  private static final String BODY = "{\"said\":\"hello\"}";

  @TempDir static Path folder;
  private static WaitingServer plain;
  private static WaitingServer secure;

  @BeforeAll
  static void start() throws Exception {
    SecureWire.makeFiles(folder);
    plain = WaitingServer.start(folder, Map.of());
    secure =
        WaitingServer.start(folder, Map.of("tls-certificate", "good.crt", "tls-key", "good.key"));
  }

  @AfterAll
  static void stop() {
    plain.close();
    secure.close();
  }

  @AfterEach
  void noConnectionIsLeft() {
    for (WaitingServer server : new WaitingServer[] {plain, secure}) {
      for (int i = 0; i < 6000 && server.connections() > 0; i++) {
        LockSupport.parkNanos(10_000_000);
      }
      assertThat(server.connections()).isZero();
    }
  }

  private static WaitingServer server(String protocol) {
    return protocol.equals(PLAIN) ? plain : secure;
  }

  private static Wire connect(String protocol) throws Exception {
    return protocol.equals(PLAIN)
        ? Wire.over(new HttpCalls(plain.port()).connect())
        : SecureWire.to(secure.port(), protocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "TLSv1.3", "TLSv1.2"})
  void connectedClientIsAnsweredRepeatedly(String protocol) throws Exception {
    try (Wire wire = connect(protocol)) {
      for (int i = 0; i < 3; i++) {
        wire.send(WAIT);
        Waiting waiting = server(protocol).waiting();
        for (int look = 0; look < 100; look++) {
          assertThat(waiting.client().gone()).isFalse();
        }
        waiting.goOn().countDown();
        assertThat(wire.reply().body()).isEqualTo("waited");
        assertThat(wire.send(NAME).reply().body()).isEqualTo("anna");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "TLSv1.3", "TLSv1.2"})
  void closedConnectionIsDetected(String protocol) throws Exception {
    Wire wire = connect(protocol).send(WAIT);
    Waiting waiting = server(protocol).waiting();
    wire.close();
    assertThat(waiting.givesUp()).isTrue();
    assertThat(waiting.client().gone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "TLSv1.3", "TLSv1.2"})
  void resetConnectionIsDetected(String protocol) throws Exception {
    Wire wire = connect(protocol).send(WAIT);
    Waiting waiting = server(protocol).waiting();
    wire.reset();
    assertThat(waiting.givesUp()).isTrue();
  }

  /** The client closes the connection before the server first checks whether it is still open. */
  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "TLSv1.3", "TLSv1.2"})
  void immediateCloseIsDetected(String protocol) throws Exception {
    connect(protocol).send(WAIT).close();
    assertThat(server(protocol).waiting().givesUp()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "TLSv1.3", "TLSv1.2"})
  void halfClosedConnectionCountsAsClosedAndGetsNoAnswer(String protocol) throws Exception {
    try (Wire wire = connect(protocol).send(WAIT)) {
      Waiting waiting = server(protocol).waiting();
      wire.finishSending();
      assertThat(waiting.givesUp()).isTrue();
      assertThat(wire.rest()).isEmpty();
    }
  }

  /** The test sends few bytes, and then more bytes than one read returns. */
  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "TLSv1.3", "TLSv1.2"})
  void pipelinedRequestsAreAnsweredInOrder(String protocol) throws Exception {
    try (Wire wire = connect(protocol)) {
      for (int requests : new int[] {1, 500}) {
        wire.send(WAIT);
        Waiting waiting = server(protocol).waiting();
        wire.send(NAME.repeat(requests) + WAIT);
        waiting.awaitUnread();
        assertThat(waiting.client().gone()).isFalse();
        waiting.goOn().countDown();
        assertThat(wire.reply().body()).isEqualTo("waited");
        for (int i = 0; i < requests; i++) {
          assertThat(wire.reply().body()).isEqualTo("anna");
        }
        server(protocol).waiting().goOn().countDown();
        assertThat(wire.reply().body()).isEqualTo("waited");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "TLSv1.3", "TLSv1.2"})
  void closeAfterTwoPipelinedRequestsIsDetected(String protocol) throws Exception {
    Wire wire = connect(protocol).send(WAIT + NAME);
    Waiting waiting = server(protocol).waiting();
    wire.close();
    assertThat(waiting.givesUp()).isTrue();
  }

  /** The server checks the password before it reads the body, which may arrive meanwhile. */
  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "TLSv1.3", "TLSv1.2"})
  void bodyThatArrivesMeanwhileIsRead(String protocol) throws Exception {
    String[] headers = {SLOW, "Content-Type: application/json", "Content-Length: " + BODY.length()};
    try (Wire wire = connect(protocol)) {
      for (int split : new int[] {0, 5, BODY.length()}) {
        wire.send(Wire.request("POST /echo", headers));
        Waiting waiting = server(protocol).waiting();
        wire.send(BODY.substring(0, split));
        if (split > 0) {
          waiting.awaitUnread();
        }
        waiting.goOn().countDown();
        wire.send(BODY.substring(split) + NAME);
        assertThat(wire.reply().body()).isEqualTo("hello");
        assertThat(wire.reply().body()).isEqualTo("anna");
      }
      headers[0] += "\r\nExpect: 100-continue";
      wire.send(Wire.request("POST /echo", headers));
      server(protocol).waiting().goOn().countDown();
      assertThat(wire.reply().status()).isEqualTo(100);
      assertThat(wire.send(BODY).reply().body()).isEqualTo("hello");
    }
  }

  /** The server cannot read an incomplete TLS record. Such a record must not delay anything. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void incompleteTlsRecordDelaysNothing(String protocol) throws Exception {
    Socket connection = new HttpCalls(secure.port()).connect();
    try (Wire wire = Wire.over(SecureWire.handshake(connection, protocol)).send(WAIT)) {
      Waiting waiting = secure.waiting();
      connection.getOutputStream().write(new byte[] {0x17, 3, 3, 0, 50, 1, 2});
      for (int look = 0; look < 100; look++) {
        assertThat(waiting.client().gone()).isFalse();
      }
      waiting.goOn().countDown();
      assertThat(wire.reply().body()).isEqualTo("waited");
      connection.close();
    }
  }

  /** The client receives the last response, even if it has sent more than the server reads. */
  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "TLSv1.3", "TLSv1.2"})
  void lastAnswerArrivesAndTheConnectionIsClosed(String protocol) throws Exception {
    for (String more : new String[] {"", NAME}) {
      try (Wire wire = connect(protocol)) {
        wire.send(Wire.request("GET /wait", "Connection: close"));
        Waiting waiting = server(protocol).waiting();
        wire.send(more.getBytes(StandardCharsets.UTF_8));
        waiting.goOn().countDown();
        assertThat(wire.reply().body()).isEqualTo("waited");
        assertThat(wire.rest()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone", "GONE"})
  void passwordCheckOfAClosedConnectionGetsNoAnswer(String name) throws IOException {
    try (WaitingServer server =
            WaitingServer.start(
                folder, Map.of(), (username, password, client) -> new LoginOutcome.Gone());
        Wire wire = Wire.over(new HttpCalls(server.port()).connect())) {
      wire.send(Wire.request("GET /name", HttpCalls.basic(name, "x")) + NAME);
      assertThat(wire.rest()).isEmpty();
    }
  }
}
