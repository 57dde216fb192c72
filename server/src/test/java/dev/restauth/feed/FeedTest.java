package dev.restauth.feed;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.feed.FeedClient.ReceivedEvent;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.session.RevocationRows;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events that a subscriber receives over HTTP. */
class FeedTest {
  private static final String MIGUEL = basic("miguel", "python");

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock).withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();
  private String key = "";

  @BeforeEach
  void start() {
    key = server.serviceKey("shop", "revocations:read");
  }

  private String token() {
    return calls.token("miguel", "python");
  }

  private static String sid(String token) throws ParseException {
    return SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("sid");
  }

  private void logOut(String token) {
    Reply reply =
        calls.call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token);
    assertThat(reply.status()).isEqualTo(204);
  }

  /** Reads until the server has sent all events from before this call. */
  private static void catchUp(FeedClient client, Verifier verifier) {
    long since = System.nanoTime();
    ReceivedEvent told = client.next().orElseThrow();
    verifier.receive(told);
    while (upToDateAt(told) < since) {
      told = client.next().orElseThrow();
      verifier.receive(told);
    }
  }

  /**
   * Returns the time at which the server was up to date, or a time long ago if the event contains
   * no time.
   */
  static long upToDateAt(ReceivedEvent told) {
    return told.event().equals("heartbeat")
        ? System.nanoTime() - (long) (told.data().path("age").asDouble() * 1e9)
        : Long.MIN_VALUE;
  }

  private static List<String> kids(JsonNode keys) {
    return StreamSupport.stream(keys.path("keys").spliterator(), false)
        .map(key -> key.path("kid").asText())
        .toList();
  }

  @Test
  void beginsWithASnapshotOfAllRevocations() throws ParseException {
    String first = token();
    logOut(first);
    calls.register("susan", "monty");
    server.operate("user.disable", Map.of("username", "susan"));

    try (FeedClient client = FeedClient.connect(server, key)) {
      List<ReceivedEvent> all = client.until("heartbeat");

      assertThat(client.head())
          .startsWith("HTTP/1.1 200")
          .contains("Content-Type: text/event-stream; charset=utf-8", "Cache-Control: no-store");
      assertThat(all.stream().map(ReceivedEvent::event))
          .containsExactly("snapshot", "sessions", "accounts", "keys", "current", "heartbeat");
      assertThat(all.getFirst().data().toString()).isEqualTo("{\"sessions\":1,\"accounts\":1}");
      assertThat(all.get(1).data().path("sessions").get(0).get(0).asText()).isEqualTo(sid(first));
      assertThat(all.get(1).data().path("sessions").get(0).get(1).asLong())
          .isGreaterThan(clock.instant().getEpochSecond());
      long susan = server.account("susan").id();
      assertThat(all.get(2).data().path("accounts").get(0).get(0).asText())
          .isEqualTo(Long.toString(susan));
      assertThat(all.get(2).data().path("accounts").get(0).get(1).asLong()).isEqualTo(2);
      assertThat(kids(all.get(3).data()))
          .containsExactly(
              calls.get("/.well-known/jwks.json").json().path("keys").get(0).path("kid").asText());
      assertThat(all.subList(0, 4).stream().map(ReceivedEvent::id)).containsOnly("");
      assertThat(all.get(4).data().path("issuer").asText())
          .isEqualTo(SignedJWT.parse(first).getJWTClaimsSet().getIssuer());
      assertThat(all.get(4).data().path("audience").asText())
          .isEqualTo(SignedJWT.parse(first).getJWTClaimsSet().getAudience().getFirst());
      assertThat(all.get(5).after()).isEqualTo(all.get(4).number());
      assertThat(all.get(5).data().path("age").asDouble()).isBetween(0.0, 60.0);
      double since = all.get(5).data().path("since").asDouble(-1);
      assertThat(since).isGreaterThanOrEqualTo(0);
      assertThat(client.until("heartbeat").getLast().data().path("since").asDouble())
          .isGreaterThan(since);
    }
  }

  @Test
  void sendsEachKindOfEvent() throws ParseException {
    String token = token();
    try (FeedClient client = FeedClient.connect(server, key)) {
      Verifier verifier = new Verifier();
      client.until("current").forEach(verifier::receive);

      logOut(token);
      ReceivedEvent session = client.event();
      assertThat(session.event()).isEqualTo("session");
      assertThat(session.data().path("sid").asText()).isEqualTo(sid(token));
      assertThat(session.data().path("until").asLong())
          .isGreaterThanOrEqualTo(
              SignedJWT.parse(token)
                  .getJWTClaimsSet()
                  .getExpirationTime()
                  .toInstant()
                  .getEpochSecond());

      token = token();
      calls.post(
          "/api/me/password",
          "{\"current_password\":\"python\",\"new_password\":\"monty python\"}",
          MIGUEL);
      ReceivedEvent account = client.event();
      assertThat(account.event()).isEqualTo("account");
      assertThat(account.data().path("sub").asText())
          .isEqualTo(SignedJWT.parse(token).getJWTClaimsSet().getSubject());
      assertThat(account.data().path("generation").asLong())
          .isEqualTo(server.account("miguel").generation());
      assertThat(account.data().path("until").asLong())
          .isGreaterThanOrEqualTo(
              SignedJWT.parse(token)
                  .getJWTClaimsSet()
                  .getExpirationTime()
                  .toInstant()
                  .getEpochSecond());

      server.operate("key.rotate", Map.of());
      ReceivedEvent keys = client.event();
      assertThat(keys.event()).isEqualTo("keys");
      assertThat(kids(keys.data()))
          .isEqualTo(kids(calls.get("/.well-known/jwks.json").json()))
          .hasSize(2);
    }
  }

  @Test
  void resumesWithoutAGapAndWithoutASnapshot() {
    Verifier verifier = new Verifier();
    try (FeedClient client = FeedClient.connect(server, key)) {
      client.until("heartbeat").forEach(verifier::receive);
    }
    logOut(token());
    server.serviceKey("other", "revocations:read"); // a numbered change without an event
    logOut(token());

    for (int i = 0; i < 2; i++) {
      verifier.connected();
      try (FeedClient client = FeedClient.connect(server, key, verifier.lastId())) {
        catchUp(client, verifier);
        assertThat(verifier.snapshots()).isEqualTo(1);
        assertThat(verifier.resumptions()).isEqualTo(i + 1);
        assertThat(verifier.sessions).hasSize(2);
        assertThat(verifier.eventNumbers).hasSize(2);
      }
    }
  }

  @Test
  void resumesFromTheDatabaseAfterARestart() {
    Verifier verifier = new Verifier();
    try (FeedClient client = FeedClient.connect(server, key)) {
      client.until("heartbeat").forEach(verifier::receive);
    }
    logOut(token());
    logOut(token());
    server.restart();
    logOut(token());

    verifier.connected();
    try (FeedClient client = FeedClient.connect(server, key, verifier.lastId())) {
      catchUp(client, verifier);
      assertThat(verifier.snapshots()).isEqualTo(1);
      assertThat(verifier.sessions).hasSize(3);
    }
  }

  @Test
  void sendsASnapshotIfChangesAreMissing() {
    String last;
    try (FeedClient client = FeedClient.connect(server, key)) {
      last = client.until("heartbeat").getLast().id();
    }
    logOut(token());
    server.store().inTransaction(tx -> tx.changes().purge(tx.now().plusSeconds(1), 1_000));
    server.restart();

    try (FeedClient client = FeedClient.connect(server, key, last)) {
      List<ReceivedEvent> all = client.until("current");
      assertThat(all.getFirst().data().path("sessions").asLong()).isEqualTo(1);
    }
  }

  @Test
  void sendsASnapshotForUnknownIds() {
    String known;
    try (FeedClient client = FeedClient.connect(server, key)) {
      known = client.until("current").getLast().id();
    }
    String epoch = known.substring(0, known.lastIndexOf('-'));
    for (String id :
        List.of(
            "0123456789abcdef-1",
            epoch,
            epoch + "-",
            epoch + "--1",
            epoch + "-99999999",
            epoch + "-99999999999999999999",
            "x".repeat(5_000),
            "1")) {
      try (FeedClient client = FeedClient.connect(server, key, id)) {
        assertThat(client.next().orElseThrow().event()).as(id).isEqualTo("snapshot");
      }
    }
  }

  @Test
  void sendsASnapshotOfAnotherHistory() {
    Verifier verifier = new Verifier();
    try (FeedClient client = FeedClient.connect(server, key)) {
      client.until("heartbeat").forEach(verifier::receive);
      String epoch =
          server
              .store()
              .<Optional<String>>reading(tx -> tx.properties().find("epoch"))
              .orElseThrow();
      server.store().inTransaction(tx -> tx.properties().replace("epoch", epoch, "another"));
      logOut(token());

      client.awaitEnd();
    }
    try (FeedClient client = FeedClient.connect(server, key, verifier.lastId())) {
      List<ReceivedEvent> all = client.until("heartbeat");
      assertThat(all.getFirst().event()).isEqualTo("snapshot");
      assertThat(all.getLast().id()).startsWith("another.");
    }
  }

  /**
   * The issuer and the audience appear only in a snapshot, so a subscriber needs a snapshot to
   * learn of the change.
   */
  @Test
  void sendsASnapshotIfTheAudienceChanged() {
    String last;
    try (FeedClient client = FeedClient.connect(server, key)) {
      last = client.until("heartbeat").getLast().id();
    }
    server.restart(Map.of("audience", "https://api.example.com"));

    try (FeedClient client = FeedClient.connect(server, key, last)) {
      assertThat(client.next().orElseThrow().event()).isEqualTo("snapshot");
      assertThat(client.until("current").getLast().data().path("audience").asText())
          .isEqualTo("https://api.example.com");
    }
  }

  @Test
  void expiredRevocationsAreDropped() {
    logOut(token());
    server.operate("user.disable", Map.of("username", "miguel"));
    clock.move(Duration.ofDays(2));

    try (FeedClient client = FeedClient.connect(server, key)) {
      assertThat(client.next().orElseThrow().data().toString())
          .isEqualTo("{\"sessions\":0,\"accounts\":0}");
    }
    server.runMaintenance();
    assertThat(
            server
                .store()
                .<List<?>>reading(tx -> new RevocationRows(tx).revokedGenerations(Instant.EPOCH)))
        .isEmpty();
  }

  @Test
  void neverShowsASymmetricKey() {
    server.restart(Map.of("signing-algorithm", "hs256"));

    try (FeedClient client = FeedClient.connect(server, key)) {
      ReceivedEvent keys = client.until("keys").getLast();
      assertThat(keys.data().toString()).doesNotContain("oct", "\"k\"", "HS256");
    }
  }
}
