package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.FakeServer.Stream;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A proxy that cuts, drops, duplicates and reorders events, or inserts events of its own. If the
 * verifier sends a Last-Event-ID, it must refuse all tokens that were revoked by the events up to
 * that id.
 */
class MangledStreamTest {
  private static final int CONNECTIONS = 40;
  private static final int NEW_EACH_TIME = 6;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noRevocationIsLost(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> tokens = new ArrayList<>();
    try (FakeServer server = new FakeServer();
        Connected connected =
            Verifiers.connect(
                server,
                Verifiers.hurried(server, new TestClock())
                    .whenStale(WhenStale.goOnFor(Duration.ofHours(1))))) {
      connected.feed().close();
      for (int i = 0; i < CONNECTIONS; i++) {
        try (Stream stream = server.next()) {
          int received = received(stream, tokens, connected);
          IntStream.range(0, NEW_EACH_TIME)
              .forEach(each -> tokens.add(Tokens.good(START, "s" + tokens.size())));
          stream.send(mangled(eventsAfter(received, tokens.size(), random), random));
        }
      }
      try (Stream stream = server.next()) {
        int received = received(stream, tokens, connected);
        stream.send(String.join("", resumed(received, tokens.size())));
        Awaiting.until("all refused", () -> tokens.stream().noneMatch(connected::accepts));
      }
      assertThat(connected.accepts(Tokens.good(START, "live"))).isTrue();
    }
  }

  /**
   * Returns how many of the revoked sessions the verifier has received. The first session has the
   * number 101.
   */
  private static int received(Stream stream, List<String> tokens, Connected connected) {
    int received =
        Integer.parseInt(stream.header("Last-Event-ID").substring("e.1-".length())) - 100;
    assertThat(tokens.subList(0, received)).noneMatch(connected::accepts);
    return received;
  }

  private static List<String> eventsAfter(int received, int now, Random random) {
    return random.nextInt(4) == 0 ? snapshot(now) : resumed(received, now);
  }

  private static List<String> resumed(int received, int now) {
    List<String> events = new ArrayList<>();
    events.add("event: resumed\ndata: {\"after\":" + (100 + received) + "}\n\n");
    for (int i = received; i < now; i++) {
      events.add(
          "event: session\nid: e.1-%d\ndata: {\"after\":%d,\"sid\":\"s%d\",\"until\":%d}\n\n"
              .formatted(101 + i, 100 + i, i, Stream.UNTIL));
      if (i % 3 == 0) {
        events.add(heartbeat(101 + i));
      }
    }
    events.add(heartbeat(100 + now));
    return events;
  }

  private static List<String> snapshot(int now) {
    String rows =
        IntStream.range(0, now)
            .mapToObj(i -> "[\"s" + i + "\"," + Stream.UNTIL + "]")
            .collect(Collectors.joining(","));
    List<String> events = new ArrayList<>();
    events.add(
        "event: snapshot\ndata: {\"sessions\":%d,\"accounts\":0,\"rights\":0,\"roles\":0}\n\n"
            .formatted(now));
    events.add("event: sessions\ndata: {\"sessions\":[" + rows + "]}\n\n");
    events.add("event: keys\ndata: {\"keys\":" + Tokens.keys(Tokens.KEY) + "}\n\n");
    events.add(
        "event: current\nid: e.1-%d\ndata: {\"issuer\":\"%s\",\"audience\":\"%s\"}\n\n"
            .formatted(100 + now, Tokens.ISSUER, Tokens.AUDIENCE));
    events.add(heartbeat(100 + now));
    return events;
  }

  private static String heartbeat(int number) {
    return "event: heartbeat\nid: e.1-%d\ndata: {\"after\":%d,\"age\":0,\"since\":9}\n\n"
        .formatted(number, number);
  }

  private static String mangled(List<String> events, Random random) {
    List<String> sent = new ArrayList<>(events);
    int one = random.nextInt(sent.size());
    int other = random.nextInt(sent.size());
    switch (random.nextInt(6)) {
      case 0 -> sent.remove(one);
      case 1 -> sent.add(one, sent.get(one));
      case 2 -> Collections.swap(sent, one, other);
      case 3 -> sent.add(one, sent.get(other));
      case 4 -> sent.add(one, "<html>Bad Gateway</html>\n");
      default -> {} // only the cut
    }
    String text = String.join("", sent);
    return text.substring(0, random.nextInt(text.length() + 1));
  }
}
