package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.FakeServer.Stream;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of the stream, malformed streams, and the verifier's recovery. */
class FeedTest {
  private static final String LIVE = Tokens.good(START, "live");
  private static final String ENDED = Tokens.good(START, "ended");

  private FakeServer server;
  private Connected connected;

  @BeforeEach
  void connect() throws IOException {
    server = new FakeServer();
    connected = Verifiers.connect(server, Verifiers.hurried(server, new TestClock()), "before");
  }

  @AfterEach
  void close() {
    connected.close();
    server.close();
  }

  @Test
  void sessionInTheSnapshotIsRefused() {
    assertThat(connected.accepts(LIVE)).isTrue();
    assertThat(connected.accepts(Tokens.good(START, "before"))).isFalse();
  }

  @Test
  void sessionIsRefusedFromItsEventOn() {
    assertThat(connected.accepts(ENDED)).isTrue();
    connected.feed().revoke("ended");
    awaitRefusal();
    assertThat(connected.accepts(LIVE)).isTrue();
  }

  @Test
  void refusesTokensOfAnAccountBelowAGeneration() {
    assertThat(connected.accepts(LIVE)).isTrue();
    connected.feed().send("account", 101, account(100, 3));
    connected.feed().send("account", 102, account(101, 4));
    Awaiting.until("refused", () -> !connected.accepts(LIVE));
    assertThat(connected.verifier().isFresh()).isTrue();
    String next = Tokens.signed(Tokens.KEY, Tokens.claims(START, "live").claim("gen", 4).build());
    assertThat(connected.accepts(next)).isTrue();
  }

  @Test
  void cutStreamIsResumed() {
    connected.feed().revoke("ended").close();
    try (Stream again = server.next()) {
      assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-102");
      assertThat(again.header("Authorization")).isEqualTo("Bearer " + Verifiers.SERVICE_KEY);
      again.resumed(102).beating();
      assertThat(connected.accepts(ENDED)).isFalse();
      again.revoke("live");
      Awaiting.until("refused", () -> !connected.accepts(LIVE));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // a duplicate, a missing event, a lower number, another epoch, a wrong order
        "event: session\nid: e.1-100\ndata: {\"after\":98,\"sid\":\"x\",\"until\":4000000000}\n\n",
        "event: session\nid: e.1-105\ndata: {\"after\":103,\"sid\":\"x\",\"until\":4000000000}\n\n",
        "event: heartbeat\nid: e.1-90\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: heartbeat\nid: e.2-100\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: heartbeat\nid: e.1-103\ndata: {\"after\":101,\"age\":0,\"since\":9}\n\n",
        "event: session\nid: e.1-100\ndata: {\"after\":100,\"sid\":\"x\",\"until\":4000000000}\n\n",
        "event: later\nid: e.1-103\ndata: {\"after\":102}\n\n",
        // without a required member, or with another type
        "event: heartbeat\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"since\":9}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"age\":-0.01,\"since\":9}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"age\":1e400,\"since\":9}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"age\":0}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"age\":0,\"since\":-0.01}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"age\":0,\"since\":\"9\"}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"age\":0,\"since\":null}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"age\":0,\"since\":1e400}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"age\":0,\"since\":NaN}\n\n",
        "event: heartbeat\nid: e.1-x\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: heartbeat\nid: 100\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: heartbeat\nid: e.1-999999999999999999\ndata: {\"after\":99,\"age\":0,\"since\":9}\n\n",
        "event: heartbeat\nid: -100\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: heartbeat\nid: e.1-\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: heartbeat\nid: e.1-+100\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: heartbeat\nid: e.1-99999999999999999999\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: session\nid: e.1-102\ndata: {\"after\":100,\"sid\":7,\"until\":4000000000}\n\n",
        "event: session\nid: e.1-102\ndata: {\"after\":100,\"sid\":\"x\"}\n\n",
        "event: account\nid: e.1-102\ndata: {\"after\":100,\"sub\":\"42\",\"until\":4000000000}\n\n",
        "event: keys\nid: e.1-102\ndata: {\"after\":100}\n\n",
        "event: snapshot\nid: e.1-102\ndata: {\"sessions\":0,\"accounts\":0}\n\n",
        // not JSON
        "event: session\nid: e.1-102\ndata: {\"after\":100\n\n",
        "event: session\nid: e.1-102\ndata: 1\n\n",
      })
  void reconnectsAfterAnEventOutOfSequence(String event) {
    connected.feed().beat().send(event);
    try (Stream again = server.next()) {
      assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-100");
      again.resumed(100).beating();
      assertStreamContinues(again);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: later\ndata: {}\n\n",
        "event: later\ndata: no JSON\n\n",
        ": a comment\n\n",
        "data: a message\n\n",
        "retry: 1\nfield: value\n\n",
        "event: later\nid: e.1-100\n\n",
      })
  void eventsOfLaterServersAreIgnored(String event) {
    connected.feed().send(event).revoke("ended");
    awaitRefusal();
    assertThat(connected.accepts(LIVE)).isTrue();
  }

  @Test
  void unknownEventWithAnIdIsPartOfTheSequence() {
    connected.feed().send("later", 107, "{\"after\":100}").revoke("ended");
    awaitRefusal();
    assertThat(connected.accepts(LIVE)).isTrue();
  }

  @Test
  void reconnectsAfterALineThatIsTooLong() {
    connected.feed().send("x".repeat(EventParser.LENGTH_AT_MOST + 1));
    try (Stream again = server.next()) {
      assertStreamContinues(again.resumed(100).beating());
    }
  }

  @Test
  void revocationsStayDuringASnapshotOfAnotherEpoch() {
    connected.feed().revoke("ended").close();
    try (Stream again = server.next()) {
      again.send("event: snapshot\ndata: {\"sessions\":1,\"accounts\":1}\n\n");
      again.send("event: sessions\ndata: {\"sessions\":[[\"live\",4000000000]]}\n\n");
      Awaiting.until("refused", () -> !connected.accepts(LIVE));
      assertThat(connected.accepts(ENDED)).isFalse();
      again.send("event: accounts\ndata: {\"accounts\":[[\"43\",7,4000000000]]}\n\n").keys();
      again.send("event: current\nid: other-7\ndata: " + terms(Tokens.ISSUER) + "\n\n");
      again.send("event: heartbeat\nid: other-9\ndata: {\"after\":7,\"age\":0,\"since\":9}\n\n");
      Awaiting.until("fresh", () -> connected.accepts(Tokens.good(START, "another")));
      assertThat(connected.accepts(LIVE)).isFalse();
      assertThat(connected.accepts(ENDED)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: current|id: e.1-150|data: {'issuer':'i','audience':'a'}||",
        "event: keys|data: {'keys':[]}||event: current|id: e.1-150|data:"
            + " {'issuer':'i','audience':'a'}||",
        "event: sessions|data: {'sessions':[['a',1],['b',1]]}||event: keys|data:"
            + " {'keys':[]}||event: current|id: e.1-150|data: {'issuer':'i','audience':'a'}||",
        "event: sessions|data: {'sessions':[['a',1]]}||event: current|id: e.1-150|data:"
            + " {'issuer':'i','audience':'a'}||",
        "event: sessions|data: {'sessions':[['a',1]]}||event: accounts|data:"
            + " {'accounts':[['a',1,1]]}||event: keys|data: {'keys':[]}||event: current|id:"
            + " e.1-150|data: {'issuer':'i','audience':'a'}||",
        "event: sessions|data: {'sessions':[['a',1]]}||event: keys|data: {'keys':[]}||event:"
            + " current|id: e.1-150|data: {'issuer':'i'}||",
        "event: sessions|data: {'sessions':[['a',1]]}||event: keys|data: {'keys':[]}||event:"
            + " current|data: {'issuer':'i','audience':'a'}||",
        "event: sessions|data: {'sessions':[['a']]}||",
        "event: accounts|data: {'accounts':[['a',1]]}||",
        "event: heartbeat|id: e.1-100|data: {'after':100,'age':0,'since':9}||",
        "event: session|id: e.1-100|data: {'after':90,'sid':'x','until':1}||",
      })
  void reconnectsAfterAnIncompleteSnapshot(String rest) {
    connected.feed().close();
    try (Stream half = server.next()) {
      assertThat(half.header("Last-Event-ID")).isEqualTo("e.1-100");
      half.send("event: snapshot\ndata: {\"sessions\":1,\"accounts\":0}\n\n");
      half.send(rest.replace('|', '\n').replace('\'', '"'));
      try (Stream again = server.next()) {
        assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-100");
        assertStreamContinues(again.snapshot(200).beating());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: resumed\ndata: {\"after\":99}\n\n",
        "event: heartbeat\nid: e.1-100\ndata: {\"after\":100,\"age\":0,\"since\":9}\n\n",
        "event: current\nid: e.1-100\ndata: {\"issuer\":\"i\",\"audience\":\"a\"}\n\n",
        "<html>Please log in to the Wi-Fi</html>\n\n",
      })
  void reconnectsAfterAWrongBeginning(String beginning) {
    connected.feed().close();
    try (Stream odd = server.next()) {
      odd.send(beginning).send("data: x\n\n");
      try (Stream again = server.next()) {
        assertStreamContinues(again.resumed(100).beating());
      }
    }
  }

  /** A duplicated row must not hide a missing one. */
  @Test
  void duplicatedRowsDoNotCompleteASnapshot() {
    connected.feed().close();
    try (Stream half = server.next()) {
      half.send("event: snapshot\ndata: {\"sessions\":2,\"accounts\":2}\n\n");
      String sessions = "event: sessions\ndata: {\"sessions\":[[\"a\",4000000000]]}\n\n";
      String accounts = "event: accounts\ndata: {\"accounts\":[[\"7\",1,4000000000]]}\n\n";
      half.send(sessions).send(sessions).send(accounts).send(accounts).keys().current(150);
      try (Stream again = server.next()) {
        assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-100");
      }
    }
  }

  @Test
  void snapshotOfTheSamePositionIsAccepted() {
    connected.feed().close();
    try (Stream again = server.next()) {
      assertStreamContinues(again.snapshot(100).beating());
    }
  }

  @Test
  void issuerOfTheLastSnapshotCounts() {
    assertThat(connected.accepts(LIVE)).isTrue();
    connected.feed().close();
    try (Stream again = server.next()) {
      again.send("event: snapshot\ndata: {\"sessions\":0,\"accounts\":0}\n\n").keys();
      again.send("current", 200, terms("https://other.example.com")).beating();
      String others =
          Tokens.signed(
              Tokens.KEY, Tokens.claims(START, "live").issuer("https://other.example.com").build());
      Awaiting.until("fresh", () -> connected.accepts(others));
      assertThat(connected.accepts(LIVE)).isFalse();
    }
  }

  /**
   * Heartbeats follow, so that silence is not the reason for which the verifier drops the stream.
   */
  @Test
  void reconnectsIfResumedAtAnotherPosition() {
    connected.feed().close();
    try (Stream odd = server.next()) {
      odd.send("event: resumed\ndata: {\"after\":99}\n\n");
      odd.send("heartbeat", 100, "{\"after\":100,\"age\":0,\"since\":9}").beating();
      try (Stream again = server.next()) {
        assertStreamContinues(again.resumed(100).beating());
      }
    }
  }

  @Test
  void olderSnapshotIsRefused() {
    connected.feed().announce("[]").beat();
    Awaiting.until("withdrawn", () -> !connected.accepts(LIVE));
    connected.feed().close();
    try (Stream older = server.next()) {
      assertThat(older.header("Last-Event-ID")).isEqualTo("e.1-101");
      older.snapshot(100).beat();
      try (Stream again = server.next()) {
        assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-101");
        assertThat(connected.accepts(LIVE)).isFalse();
      }
    }
  }

  /** The client could not send these ids in {@code Last-Event-ID}. */
  @ParameterizedTest
  @ValueSource(
      strings = {"é-200", "a b-200", "a\t-200", "a-b-200", "-200", "e.1-1234567890123456789"})
  void idThatIsNoHeaderValueIsRefused(String id) {
    connected.feed().close();
    try (Stream odd = server.next()) {
      odd.send("event: snapshot\ndata: {\"sessions\":0,\"accounts\":0}\n\n").keys();
      odd.send("event: current\nid: " + id + "\ndata: " + terms(Tokens.ISSUER) + "\n\n");
      try (Stream again = server.next()) {
        assertThat(again.header("Last-Event-ID")).isEqualTo("e.1-100");
      }
    }
  }

  /** Asserts that the stream continues normally. */
  private void assertStreamContinues(Stream again) {
    again.revoke("ended");
    awaitRefusal();
    Awaiting.until("fresh", () -> connected.accepts(LIVE));
  }

  private void awaitRefusal() {
    Awaiting.until("refused", () -> !connected.accepts(ENDED));
  }

  private static String account(long after, long generation) {
    return "{\"after\":%d,\"sub\":\"42\",\"generation\":%d,\"until\":4000000000}"
        .formatted(after, generation);
  }

  private static String terms(String issuer) {
    return "{\"issuer\":\"" + issuer + "\",\"audience\":\"" + Tokens.AUDIENCE + "\"}";
  }
}
