package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply.Done;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls about personal keys, one for each response that the OpenAPI document describes. */
final class KeySamples extends Samples {
  private static final String KEYS = "/api/me/keys";
  private static final String USERS = "/api/admin/users/";
  private static final String OF_USER = USERS + "{id}/keys";
  private static final String KEEPER = basic("keeper", "python");
  private static final String WRONG = basic("anna", "wrong");

  private KeySamples() {}

  /** Creates two keys, and returns the calls. */
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
    return keys.all();
  }

  /** Creates a service account with a key, and returns an administrator's calls about it. */
  static List<Sample> ofServiceAccount(TestServer server) {
    operate(server, Map.of("username", "keeper", "password", "python", "admin", "true"));
    operate(server, Map.of("username", "visitor", "password", "python"));
    operate(server, Map.of("username", "robot", "service", "true"));
    String keys = USERS + server.account("robot").id() + "/keys";
    String key = server.calls().post(keys, "{\"name\":\"k\"}", KEEPER).json().get("id").asText();
    KeySamples samples = new KeySamples();
    samples.administrator(keys, key);
    return samples.all();
  }

  private static void operate(TestServer server, Map<String, String> arguments) {
    assertThat(server.operate("user.create", arguments)).isInstanceOf(Done.class);
  }

  private void administrator(String keys, String key) {
    String nobodys = USERS + "999999/keys";
    String one = keys + "/" + key;
    Optional<String> body = Optional.of("{\"name\":\"k\"}");
    add(201, "POST", OF_USER, keys, body, KEEPER, JSON);
    add(400, "POST", OF_USER, keys, Optional.of("{\"x\":1}"), KEEPER, JSON);
    add(404, "POST", OF_USER, nobodys, body, KEEPER, JSON);
    add(413, "POST", OF_USER, keys, Optional.of(" ".repeat(70_000)), KEEPER, JSON);
    add(415, "POST", OF_USER, keys, Optional.of("name=k"), KEEPER);
    for (String method : List.of("GET", "HEAD")) {
      add(200, method, OF_USER, keys, Optional.empty(), KEEPER);
      add(404, method, OF_USER, nobodys, Optional.empty(), KEEPER);
    }
    add(204, "DELETE", OF_USER + "/{key}", one, Optional.empty(), KEEPER);
    add(404, "DELETE", OF_USER + "/{key}", one, Optional.empty(), KEEPER);
    for (int status : new int[] {401, 403}) {
      String stranger = basic("visitor", status == 401 ? "wrong" : "python");
      add(status, "POST", OF_USER, keys, Optional.empty(), stranger);
      add(status, "GET", OF_USER, keys, Optional.empty(), stranger);
      add(status, "DELETE", OF_USER + "/{key}", one, Optional.empty(), stranger);
    }
  }

  private void create(int status, String body, String... headers) {
    add(status, "POST", KEYS, KEYS, Optional.of(body), headers);
  }

  private void list(int status, String credentials) {
    for (String method : List.of("GET", "HEAD")) {
      add(status, method, KEYS, KEYS, Optional.empty(), credentials);
    }
  }

  private void end(int status, String id, String credentials) {
    add(status, "DELETE", KEYS + "/{key}", KEYS + "/" + id, Optional.empty(), credentials);
  }
}
