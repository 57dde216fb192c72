package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.http.HttpCalls;
import dev.restauth.web.OpenApiAnswersTest.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls about personal keys, for each described answer. */
final class KeySamples {
  private static final String KEYS = "/api/me/keys";
  private static final String WRONG = basic("anna", "wrong");
  private static final String JSON = "Content-Type: application/json";

  private final List<Sample> samples = new ArrayList<>();

  private KeySamples() {}

  /** Makes two keys, and gives the calls. */
  static List<Sample> of(HttpCalls calls, String owner) {
    JsonNode one = calls.post(KEYS, "{\"name\":\"k\"}", owner).json();
    JsonNode other = calls.post(KEYS, "{\"name\":\"k\"}", owner).json();
    String bearer = "Authorization: Bearer " + one.get("key").asText();
    KeySamples keys = new KeySamples();
    keys.create(201, "{\"name\":\"k\"}", owner, JSON);
    keys.create(400, "{\"name\":\"k\",\"expires_in\":0}", owner, JSON);
    keys.create(401, "{\"name\":\"k\"}", WRONG, JSON);
    keys.create(403, "{\"name\":\"k\",\"scopes\":[\"posts:read\"]}", owner, JSON);
    keys.create(404, "{\"name\":\"k\",\"organization\":\"x\"}", owner, JSON);
    keys.create(413, "{\"name\":\"" + "k".repeat(70_000) + "\"}", owner, JSON);
    keys.create(415, "name=k", owner);
    keys.list(200, owner);
    keys.list(401, WRONG);
    keys.list(403, bearer);
    String unknown = "A".repeat(22);
    keys.end(401, unknown, WRONG);
    keys.end(404, unknown, owner);
    keys.end(403, other.get("id").asText(), bearer);
    keys.end(204, other.get("id").asText(), owner);
    return keys.samples;
  }

  private void create(int status, String body, String... headers) {
    samples.add(new Sample(status, "POST", KEYS, KEYS, Optional.of(body), List.of(headers)));
  }

  private void list(int status, String credentials) {
    for (String method : List.of("GET", "HEAD")) {
      samples.add(new Sample(status, method, KEYS, KEYS, Optional.empty(), List.of(credentials)));
    }
  }

  private void end(int status, String id, String credentials) {
    samples.add(
        new Sample(
            status,
            "DELETE",
            KEYS + "/{key}",
            KEYS + "/" + id,
            Optional.empty(),
            List.of(credentials)));
  }
}
