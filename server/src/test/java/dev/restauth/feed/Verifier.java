package dev.restauth.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.feed.FeedClient.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What somebody knows who does as docs/revocations.md says, and fails where the server does not. */
final class Verifier {
  final Set<String> sessions = new HashSet<>();
  final Map<String, Long> generations = new HashMap<>();
  final List<Long> told = new ArrayList<>();
  private Optional<Told> last = Optional.empty();
  private boolean begun;
  private int snapshots;
  private int resumptions;

  /** The id to resume after; empty where there is none. */
  String lastId() {
    return last.map(Told::id).orElse("");
  }

  int snapshots() {
    return snapshots;
  }

  int resumptions() {
    return resumptions;
  }

  /** To be called at the beginning of each connection. */
  void connected() {
    begun = false;
  }

  void hear(Told event) {
    JsonNode data = event.data();
    switch (event.event()) {
      case "snapshot" -> {
        snapshots++;
        sessions.clear();
        generations.clear();
        last = Optional.empty(); // a broken snapshot is begun anew
      }
      case "sessions" ->
          data.path("sessions").forEach(session -> sessions.add(session.get(0).asText()));
      case "accounts" ->
          data.path("accounts").forEach(each -> raise(each.get(0).asText(), each.get(1).asLong()));
      case "current" -> {
        last = Optional.of(event);
        begun = true;
      }
      case "resumed" -> {
        assertThat(event.after()).isEqualTo(last.orElseThrow().number());
        resumptions++;
        begun = true;
      }
      case "keys" -> {
        if (!event.id().isEmpty()) {
          follow(event);
        }
      }
      case "heartbeat" -> {
        assertFollows(event);
        assertThat(event.number()).isGreaterThanOrEqualTo(event.after());
        last = Optional.of(event);
      }
      case "session" -> {
        follow(event);
        sessions.add(data.path("sid").asText());
      }
      case "account" -> {
        follow(event);
        raise(data.path("sub").asText(), data.path("generation").asLong());
      }
      default -> throw new AssertionError(event.toString());
    }
  }

  private void follow(Told event) {
    assertFollows(event);
    assertThat(event.number()).isGreaterThan(event.after());
    told.add(event.number());
    last = Optional.of(event);
  }

  private void assertFollows(Told event) {
    assertThat(begun).isTrue();
    assertThat(event.after()).isEqualTo(last.orElseThrow().number());
    assertThat(epoch(event)).isEqualTo(epoch(last.get()));
  }

  private static String epoch(Told event) {
    return event.id().substring(0, event.id().lastIndexOf('-'));
  }

  private void raise(String account, long generation) {
    generations.merge(account, generation, Math::max);
  }
}
