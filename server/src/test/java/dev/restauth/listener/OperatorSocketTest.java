package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.NobodyKnown;
import dev.restauth.http.RouteTable;
import dev.restauth.listener.http2.Frames;
import dev.restauth.operator.ControlClient;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.OperatorRoutes;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.span.Spans;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The users who may send commands. The server asks the system for the user at the other end of the
 * connection.
 */
class OperatorSocketTest {
  @RegisterExtension static final TestServer server = new TestServer();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /operator/user.show HTTP/1.1\r\nHost: unix\r\n",
        "POST /operator/user.show HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 127.0.0.1\r\n",
        "POST /operator/user.show HTTP/1.1\r\nHost: localhost\r\nForwarded: for=unix\r\nX-Real-IP: unix\r\n",
        "POST http://localhost/operator/user.show HTTP/1.1\r\nHost: localhost\r\n",
        "POST http+unix://restauth.sock/operator/user.show HTTP/1.1\r\nHost: localhost\r\n",
        "POST //operator/user.show HTTP/1.1\r\nHost: localhost\r\n",
        "POST /operator/%75ser.show HTTP/1.1\r\nHost: localhost\r\n",
        "POST /./operator/user.show HTTP/1.1\r\nHost: localhost\r\n",
        "POST /operator/user.show/ HTTP/1.1\r\nHost: localhost\r\n",
        "POST /operator/user.show?x HTTP/1.1\r\nHost: localhost\r\n",
        "GET /operator/user.show HTTP/1.1\r\nHost: localhost\r\n",
        "OPTIONS /operator/user.show HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n",
      })
  void byTcpThereIsNothing(String head) throws IOException {
    String rest =
        "Connection: close\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"username\": \"zz\"}";
    HttpCalls.Reply operators = server.calls().raw(head + rest).getFirst();
    HttpCalls.Reply nothing =
        server.calls().raw(head.replace("user.show", "user.none") + rest).getFirst();
    assertThat(operators.status()).isEqualTo(404);
    assertThat(operators.body()).isEqualTo(nothing.body());
  }

  @Test
  void byHttp2ThereIsNothing() throws Exception {
    byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
    try (Frames frames = Frames.to(server.port())) {
      int stream = 1;
      for (String path : List.of("/operator/user.show", "//operator/user.show", "/operator/none")) {
        HttpCalls.Reply reply =
            frames
                .request(stream, "POST", path, body, "content-type: application/json")
                .reply(stream);
        assertThat(reply.status()).isEqualTo(404);
        stream += 2;
      }
    }
  }

  /**
   * The file mode excludes other users. If the mode is changed, the check of the peer's user id
   * still excludes them.
   */
  @Test
  void anotherUserIsRefused() throws IOException {
    List<Request> performed = new ArrayList<>();
    UserPrincipal other = user("4711");
    try (OperatorSocket _ = listen(new PeerCredentials(Set.of(other)), performed)) {
      assertThat(ask())
          .contains(
              new Reply.Failed(
                  "only root and the user that runs the server may give it commands; nothing was done"));
    }
    assertThat(performed).isEmpty();
  }

  @Test
  void theOwnUserAndRootAreTrusted() throws IOException {
    List<Request> performed = new ArrayList<>();
    UserPrincipal me = Files.getOwner(folder);
    try (OperatorSocket _ = listen(PeerCredentials.of(me), performed)) {
      assertThat(ask()).contains(Reply.done(Facts.NONE));
    }
    assertThat(performed).hasSize(1);
    assertThat(PeerCredentials.of(user("4711")).trusted())
        .containsExactlyInAnyOrder(user("4711"), Files.getOwner(Path.of("/")));
  }

  private static UserPrincipal user(String number) throws IOException {
    return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(number);
  }

  private OperatorSocket listen(PeerCredentials credentials, List<Request> performed) {
    OperatorRoutes routes =
        new OperatorRoutes(
            new Operations()
                .add(
                    "act",
                    (request, _) -> {
                      performed.add(request);
                      return Reply.done(Facts.NONE);
                    }));
    RouteTable table = new RouteTable();
    routes.declare(table);
    Dispatcher tcp =
        Dispatcher.of(
            TestServer.config(folder, Map.of()),
            new RouteTable(),
            new NobodyKnown(),
            Optional.empty(),
            Spans.NONE);
    return OperatorSocket.listen(
        folder.resolve("s"),
        _ -> credentials,
        tcp.forOperators(table),
        routes::awaitIdle,
        OperatorSocket.Durations.USUAL);
  }

  private Optional<Reply> ask() {
    return ControlClient.ask(
        folder.resolve("s"), new Request("act", Map.of()), (_, _, _) -> {}, HttpAnswerDecoder::new);
  }
}
