package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event loops, which never block and access no files. The Java flight recorder checks this with
 * requests of every kind.
 */
@ExtendWith(QuietLogs.class)
class LoopsNeverWaitTest {
  private static final List<String> WAITING =
      List.of(
          "jdk.ThreadPark",
          "jdk.ThreadSleep",
          "jdk.JavaMonitorWait",
          "jdk.FileRead",
          "jdk.FileWrite",
          "jdk.FileForce");

  /**
   * A flight recorder event that event loops may cause. If it occurs, the recording includes the
   * event loops.
   */
  private static final String READING = "jdk.SocketRead";

  @RegisterExtension
  private static final TestServer server =
      new TestServer(Map.of("hashing-wait", "1m")).withAccount("alice", "opensesame");

  @TempDir Path folder;

  private static boolean loadsAClass(RecordedEvent event) {
    return event.hasField("path")
        && String.valueOf(event.getString("path")).matches(".*(\\.class|\\.jar|/modules)");
  }

  private static boolean onLoop(RecordedEvent event) {
    return Optional.ofNullable(event.getThread())
        .map(RecordedThread::getJavaName)
        .filter(name -> name.startsWith("http-"))
        .isPresent();
  }

  @Test
  void loopsDoNotBlockForAnyRequest() throws Exception {
    try (Recording recording = new Recording()) {
      WAITING.forEach(name -> recording.enable(name).withoutThreshold());
      recording.enable(READING).withoutThreshold();
      recording.start();
      for (int i = 0; i < 3; i++) {
        askEverything("user" + i);
      }
      recording.stop();
      Path file = folder.resolve("loops.jfr");
      recording.dump(file);
      List<RecordedEvent> events = RecordingFile.readAllEvents(file);
      assertThat(events).anyMatch(event -> event.getEventType().getName().equals(WAITING.get(0)));
      assertThat(events)
          .anyMatch(event -> event.getEventType().getName().equals(READING) && onLoop(event));
      assertThat(events)
          .filteredOn(event -> WAITING.contains(event.getEventType().getName()) && onLoop(event))
          .filteredOn(event -> !loadsAClass(event)) // a class is loaded once per process
          .isEmpty();
    }
  }

  private static void askEverything(String name) throws Exception {
    String json = "Content-Type: application/json";
    String basic = HttpCalls.basic("alice", "opensesame");
    String token = server.calls().token("alice", "opensesame");
    try (Wire wire = Wire.to(server)) {
      String[] requests = {
        Wire.registration(Wire.account(name)),
        Wire.request("GET /api/token", basic),
        Wire.request("GET /api/resource", basic),
        Wire.request("GET /api/resource", HttpCalls.basic("alice", "wrong")),
        Wire.request("GET /api/resource", "Authorization: Bearer a.b.c"),
        Wire.request("GET /api/resource", "Authorization: Bearer " + token),
        Wire.request("GET /api/resource", HttpCalls.basic(token, "unused")),
        Wire.request("GET /api/token", "Authorization: Bearer " + token),
        Wire.request("GET /api/me", "Authorization: Bearer " + token),
        Wire.request("GET /api/me/sessions", basic),
        Wire.request("GET /"),
        Wire.request("GET /", "Accept: text/html"),
        Wire.request("GET /health"),
        Wire.request("GET /openapi.json"),
        Wire.request("GET /.well-known/jwks.json"),
        Wire.request("GET /.well-known/oauth-authorization-server"),
        Wire.request("GET /nothing"),
        Wire.request("OPTIONS /api/users"),
        Wire.request("PUT /api/users"),
        Wire.request("POST /api/users", json, "Content-Length: 2") + "{}",
        Wire.request("POST /oauth/token", "Content-Type: application/x-www-form-urlencoded")
      };
      for (String request : requests) {
        assertThat(wire.send(request).reply().status()).isBetween(200, 499);
      }
    }
  }
}
