package dev.restauth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.job.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator of a command: the user that the system reports for the connection, not the user that
 * the client names.
 */
class OperatorTest {
  @TempDir Path folder;

  private final List<Request> performed = Collections.synchronizedList(new ArrayList<>());
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

  private ControlSocket listen() {
    return ControlSocket.listen(
        folder.resolve("s"),
        new Operations((request, reply) -> heard.add(request + " " + reply))
            .add("act", this::act)
            .addRecording("tell", this::act)
            .addUnrecorded("measure", this::act));
  }

  private Reply act(Request request, Progress progress) {
    performed.add(request);
    if (request.find("break").isPresent()) {
      throw new IllegalArgumentException("broken");
    }
    return Reply.done(Facts.NONE);
  }

  private Operator me() throws IOException {
    return new Operator(Files.getOwner(folder).getName());
  }

  @Test
  void isTheUserAtTheOtherEndOfTheSocket() throws IOException {
    try (ControlSocket _ = listen();
        RawClient client = RawClient.to(folder.resolve("s"))) {
      client.ask("act", "{\"operator\":\"mallory\"}").reply();
    }
    assertThat(performed).extracting(Request::operator).containsExactly(Optional.of(me()));
    assertThat(Operator.ofThisProcess()).isEqualTo(me());
  }

  @Test
  void cannotBeSaidByTheOtherEnd() throws IOException {
    try (ControlSocket _ = listen();
        RawClient client = RawClient.to(folder.resolve("s"))) {
      client
          .send(
              """
              POST /operator/act HTTP/1.1\r
              Host: mallory\r
              Authorization: Basic bWFsbG9yeTo=\r
              X-Forwarded-For: 192.0.2.1\r
              X-Operator: mallory\r
              Content-Type: application/json\r
              Content-Length: 2\r
              \r
              {}""")
          .reply();
    }
    assertThat(performed).extracting(Request::operator).containsExactly(Optional.of(me()));
  }

  @Test
  void listenerIsNotifiedOfOperations() {
    try (ControlSocket _ = listen()) {
      for (String operation : List.of("act", "tell", "measure")) {
        ask(operation, Map.of());
        ask(operation, Map.of("break", "yes"));
      }
      ask("unknown", Map.of());
    }
    assertThat(heard)
        .containsExactly(
            "Request[act []] Done[Facts[], notes: 0]",
            "Request[act [break]] Failed[message=it broke off]",
            "Request[tell [break]] Failed[message=it broke off]");
  }

  private void ask(String operation, Map<String, String> arguments) {
    assertThat(
            ControlSocket.ask(
                folder.resolve("s"), new Request(operation, arguments), (step, done, total) -> {}))
        .isPresent();
  }
}
