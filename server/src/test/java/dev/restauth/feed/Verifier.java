package dev.restauth.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.feed.FeedClient.ReceivedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A verifier that follows docs/revocations.md. It fails if the server does not follow the page. */
final class Verifier {
  final Set<String> sessions = new HashSet<>();
  final Map<String, Long> generations = new HashMap<>();
  final List<Long> eventNumbers = new ArrayList<>();
  private Optional<ReceivedEvent> last = Optional.empty();
  private boolean begun;
  private int snapshots;
  private int resumptions;

  /** Returns the id after which to resume, or empty if there is none. */
  String lastId() {
    return last.map(ReceivedEvent::id).orElse("");
  }

  int snapshots() {
    return snapshots;
  }

  int resumptions() {
    return resumptions;
  }

  /** Prepares for a new connection. Must be called at the beginning of each connection. */
  void connected() {
    begun = false;
  }

  void receive(ReceivedEvent event) {
    JsonNode data = event.data();
    switch (event.event()) {
      case "snapshot" -> {
        snapshots++;
        sessions.clear();
        generations.clear();
        last = Optional.empty(); // an incomplete snapshot cannot be resumed
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

  private void follow(ReceivedEvent event) {
    assertFollows(event);
    assertThat(event.number()).isGreaterThan(event.after());
    eventNumbers.add(event.number());
    last = Optional.of(event);
  }

  private void assertFollows(ReceivedEvent event) {
    assertThat(begun).isTrue();
    assertThat(event.after()).isEqualTo(last.orElseThrow().number());
    assertThat(epoch(event)).isEqualTo(epoch(last.get()));
  }

  private static String epoch(ReceivedEvent event) {
    return event.id().substring(0, event.id().lastIndexOf('-'));
  }

  private void raise(String account, long generation) {
    generations.merge(account, generation, Math::max);
  }
}
