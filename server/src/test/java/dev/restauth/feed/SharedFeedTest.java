package dev.restauth.feed;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.restauth.CutProxy;
import dev.restauth.TestServer;
import dev.restauth.feed.FeedClient.ReceivedEvent;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that share a database. Each server sends the other's revocations. */
class SharedFeedTest {
  @TempDir Path folder;

  private String url = "";
  private Map<String, String> settings = Map.of();
  private TestServer one;
  private TestServer other;
  private String key = "";

  @BeforeEach
  void start() throws Exception {
    url = TestDatabase.postgresUrl();
    settings = TestServer.sharing(folder, url);
    one = TestServer.start(folder, InstantSource.system(), settings);
    other = TestServer.start(folder, InstantSource.system(), settings);
    one.calls().register("miguel", "python");
    key = serviceKey(folder, settings, "shop");
  }

  @AfterEach
  void stop() {
    other.close();
    one.close();
  }

  static String serviceKey(Path folder, Map<String, String> settings, String name) {
    Reply reply =
        TestServer.operate(
            folder,
            settings,
            "service-key.create",
            Map.of("name", name, "scope", "revocations:read"));
    return String.valueOf(((Reply.Done) reply).facts().values().get("key"));
  }

  private Reply operate(String operation, String name, String value) {
    return TestServer.operate(folder, settings, operation, Map.of(name, value));
  }

  @Test
  void sendsChangesOfTheOtherServer() throws Exception {
    String token = one.calls().token("miguel", "python");
    try (FeedClient client = FeedClient.connect(other, key)) {
      Verifier verifier = new Verifier();
      client.until("heartbeat").forEach(verifier::receive);

      one.calls().call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token);
      ReceivedEvent session = client.event();
      assertThat(session.data().path("sid").asText())
          .isEqualTo(SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("sid"));

      operate("user.disable", "username", "miguel");
      ReceivedEvent account = client.event();
      assertThat(account.event()).isEqualTo("account");
      assertThat(account.data().path("generation").asLong()).isEqualTo(2);
      assertThat(account.data().path("until").asLong())
          .isGreaterThan(
              SignedJWT.parse(token)
                  .getJWTClaimsSet()
                  .getExpirationTime()
                  .toInstant()
                  .getEpochSecond());
    }
    try (FeedClient client = FeedClient.connect(one, key)) {
      Verifier verifier = new Verifier();
      client.until("heartbeat").forEach(verifier::receive);
      assertThat(verifier.sessions).hasSize(1);
      assertThat(verifier.generations).containsValue(2L);
    }
  }

  @Test
  void endsIfItsKeyIsDeletedOnTheOtherServer() {
    try (FeedClient client = FeedClient.connect(other, key)) {
      client.until("heartbeat");
      operate("service-key.delete", "name", "shop");

      client.awaitEnd();
    }
  }

  /**
   * The feed has a gap if a newer version of the server has announced a new kind of change, or if
   * the database's clock was set back.
   */
  @Test
  void sendsASnapshotIfThereIsAGapLater() throws Exception {
    String last;
    try (FeedClient client = FeedClient.connect(one, key)) {
      last = client.until("heartbeat").getLast().id();
    }
    for (int i = 0; i < 3; i++) {
      String token = one.calls().token("miguel", "python");
      one.calls().call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token);
    }
    long number = Long.parseLong(last.substring(last.lastIndexOf('-') + 1));
    TestDatabase.execute(
        url, "UPDATE change SET kind = 'of tomorrow' WHERE number = " + (number + 2));
    one.close();
    one = TestServer.start(folder, InstantSource.system(), settings);

    try (FeedClient client = FeedClient.connect(one, key, last)) {
      List<ReceivedEvent> all = client.until("heartbeat");
      assertThat(all.getFirst().event()).isEqualTo("snapshot");
      assertThat(all.getFirst().data().path("sessions").asLong()).isEqualTo(3);
    }
  }

  @Test
  void continuesWithoutAGapAfterADatabaseOutage() throws Exception {
    String token = one.calls().token("miguel", "python");
    try (CutProxy proxy = CutProxy.before(url)) {
      Map<String, String> through = new HashMap<>(settings);
      through.put("database", proxy.through(url));
      try (TestServer cutOff = TestServer.start(folder, InstantSource.system(), through);
          FeedClient client = FeedClient.connect(cutOff, key)) {
        Verifier verifier = new Verifier();
        client.until("heartbeat").forEach(verifier::receive);

        proxy.cut();
        eventually("it has been stale for 3 s", () -> isRefused(cutOff));
        one.calls()
            .call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token);
        proxy.restore();

        client.until("session").forEach(verifier::receive);
        client.until("heartbeat").forEach(verifier::receive);
        assertThat(verifier.sessions).hasSize(1);
        assertThat(verifier.snapshots()).isEqualTo(1);
      }
    }
  }

  private boolean isRefused(TestServer server) {
    try (FeedClient client = FeedClient.connect(server, key)) {
      return client.head().startsWith("HTTP/1.1 503");
    }
  }
}
