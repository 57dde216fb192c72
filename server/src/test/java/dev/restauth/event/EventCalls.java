package dev.restauth.event;

import static dev.restauth.Eventually.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.util.ArrayList;
import java.util.List;

/** The events of a server, read by a service with the scope events:read. */
public record EventCalls(TestServer server, String key) {

  /** Creates a service that reads a server's events. */
  public static EventCalls to(TestServer server) {
    return new EventCalls(server, server.serviceKey("auditor", "events:read"));
  }

  /** GET /api/admin/events. */
  Reply get(String query, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Authorization: Bearer " + key);
    return server.calls().get("/api/admin/events" + query, all.toArray(String[]::new));
  }

  /** Returns the events of a query, after all events have numbers. */
  List<JsonNode> events(String query) {
    awaitNumbered();
    Reply reply = get(query);
    if (reply.status() != 200) {
      throw new AssertionError(reply.toString());
    }
    List<JsonNode> events = new ArrayList<>();
    reply.json().get("events").forEach(events::add);
    return events;
  }

  /** Returns all events, page by page. */
  public List<JsonNode> all() {
    List<JsonNode> all = new ArrayList<>();
    List<JsonNode> page = events("?limit=200");
    while (!page.isEmpty()) {
      all.addAll(page);
      page = events("?limit=200&after=" + all.getLast().get("number").asLong());
    }
    return all;
  }

  public void awaitNumbered() {
    eventually(
        "all events are numbered",
        () -> !server.store().<Boolean>reading(tx -> new UnnumberedEventRows(tx).any()));
  }

  static List<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.get("type").asText()).toList();
  }
}
