package dev.restauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Replays the requests that were recorded with REST-auth v0.3 (the original), and compares every
 * response with the recorded one. The file differences.json lists the intended differences with
 * their reasons.
 */
@ParameterizedClass
@EnumSource
class RecordedContractTest {
  /**
   * User names by the ids that the original assigned. Users with the missing ids were registered
   * between the recorded cases.
   */
  private static final Map<Integer, String> NAME_BY_RECORDED_ID =
      Map.of(1, "miguel", 7, "Zoë 日本", 9, "extra", 10, "vnd", 11, "MIGUEL", 12, "hosted");

  private static final String EXPIRED = "GET resource, expired token";
  private static final Set<String> OTHERS_TOKENS =
      Set.of(
          "GET resource, signed token of an unknown id",
          "GET resource, alg none token",
          "GET resource, garbage token");

  @Parameter TestDatabase database;
  @TempDir Path folder;

  @Test
  void answersAsTheOriginalDidOrDifferentlyOnPurpose() throws IOException {
    JsonNode cases = read("recorded.json");
    JsonNode differences = read("differences.json");
    List<String> failures = new ArrayList<>();
    int equal = 0;
    int different = 0;
    TestServer.use(database, folder);
    try (TestServer server = TestServer.start(folder, new TestClock(), Map.of())) {
      HttpCalls calls = server.calls();
      Replay replay = new Replay(calls);
      for (JsonNode recorded : cases) {
        Reply reply = replay.send(recorded);
        Optional<JsonNode> difference =
            Optional.ofNullable(differences.get(recorded.get("n").asText()));
        List<String> found =
            difference.isPresent()
                ? checkDifferent(difference.get(), recorded, reply)
                : replay.compare(recorded, reply);
        found.forEach(
            failure ->
                failures.add(recorded.get("n") + " " + recorded.get("title") + ": " + failure));
        if (found.isEmpty() && difference.isPresent()) {
          different++;
        } else if (found.isEmpty()) {
          equal++;
        }
      }
    }
    assertThat(failures).isEmpty();
    assertThat(equal + different).isEqualTo(cases.size()).isEqualTo(60);
    assertThat(different).isEqualTo(differences.size());
  }

  /**
   * Checks that a difference still exists and is unchanged. Otherwise its entry must be deleted or
   * updated.
   */
  private static List<String> checkDifferent(JsonNode difference, JsonNode recorded, Reply reply) {
    int expected = difference.get("status").asInt();
    String allow = difference.path("allow").asText(reply.header("allow").orElse(""));
    assertThat(expected != recorded.get("status").asInt() || difference.has("allow")).isTrue();
    assertThat(allow).isNotEqualTo(recorded.at("/response_headers/Allow").asText("none"));
    assertThat(difference.get("reason").asText()).isNotBlank();
    List<String> failures = new ArrayList<>();
    Replay.same(failures, "status", "" + expected, "" + reply.status());
    Replay.same(failures, "Allow", allow, reply.header("allow").orElse(""));
    return failures;
  }

  private static JsonNode read(String name) throws IOException {
    try (InputStream stream = RecordedContractTest.class.getResourceAsStream(name)) {
      return new JsonMapper().readTree(stream);
    }
  }

  /** A clock that can be set back, so that the test can issue an expired token. */
  private static final class TestClock implements java.time.InstantSource {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Replaces the recorded ids and tokens with those of this run. */
  private static final class Replay {
    private final HttpCalls calls;
    private final Map<String, String> locationByName = new HashMap<>();
    private Optional<String> token = Optional.empty();

    Replay(HttpCalls calls) {
      this.calls = calls;
      // The original registered this user between recorded cases.
      remember("Zoë 日本", calls.register("Zoë 日本", "pässwörd"));
    }

    Reply send(JsonNode recorded) {
      String path = path(recorded.get("path").asText());
      List<String> headers = new ArrayList<>();
      for (JsonNode header : recorded.get("headers")) {
        headers.add(header.get(0).asText() + ": " + value(recorded, header));
      }
      Optional<String> body =
          recorded.get("body").isNull()
              ? Optional.empty()
              : Optional.of(recorded.get("body").asText());
      Reply reply =
          calls.call(recorded.get("method").asText(), path, body, headers.toArray(String[]::new));
      if (reply.status() == 201) {
        remember(reply.json().get("username").asText(), reply);
      }
      return reply;
    }

    private void remember(String username, Reply reply) {
      String location = reply.header("location").orElseThrow();
      locationByName.put(username, location.substring(location.indexOf("/api/")));
    }

    private String path(String recorded) {
      if (!recorded.matches("/api/users/\\d{1,3}")) {
        return recorded;
      }
      int id = Integer.parseInt(recorded.substring(recorded.lastIndexOf('/') + 1));
      String location =
          Optional.ofNullable(NAME_BY_RECORDED_ID.get(id))
              .map(locationByName::get)
              .orElse(recorded);
      return recorded.endsWith("/001") ? location.replaceFirst("(\\d+)$", "00$1") : location;
    }

    private String value(JsonNode recorded, JsonNode header) {
      String title = recorded.get("title").asText();
      String value = header.get(1).asText();
      if (!header.get(0).asText().equals("Authorization") || OTHERS_TOKENS.contains(title)) {
        return value;
      }
      if (title.equals(EXPIRED)) {
        return value; // the recorded token has expired, and another server issued it
      }
      if (value.startsWith("Bearer ")) {
        return "Bearer " + token();
      }
      return title.contains("token as user name") || title.contains("by a token")
          ? "Basic "
              + Base64.getEncoder()
                  .encodeToString((token() + ":x").getBytes(StandardCharsets.UTF_8))
          : value;
    }

    private String token() {
      String known = token.orElseGet(() -> calls.token("miguel", "python"));
      token = Optional.of(known);
      return known;
    }

    List<String> compare(JsonNode recorded, Reply reply) throws IOException {
      List<String> failures = new ArrayList<>();
      same(failures, "status", recorded.get("status").asText(), "" + reply.status());
      JsonNode headers = recorded.get("response_headers");
      same(
          failures,
          "WWW-Authenticate",
          headers.path("WWW-Authenticate").asText(),
          String.join(" and ", reply.all("www-authenticate")));
      same(
          failures,
          "Allow",
          new TreeSet<>(List.of(headers.path("Allow").asText().split(", "))).toString(),
          new TreeSet<>(List.of(reply.header("allow").orElse("").split(", "))).toString());
      compareBody(failures, recorded, reply);
      String location = headers.path("Location").asText();
      if (!location.isEmpty()) {
        String host =
            location.contains("auth.example.test")
                ? "http://auth.example.test"
                : "http://127.0.0.1:" + calls.port();
        same(
            failures,
            "Location",
            host + locationByName.get(reply.json().get("username").asText()),
            reply.header("location").orElse(""));
      }
      return failures;
    }

    /**
     * Compares the bodies. The contract includes the original's error page for 401, but not the
     * HTML of its other error pages.
     */
    private static void compareBody(List<String> failures, JsonNode recorded, Reply reply)
        throws IOException {
      int status = recorded.get("status").asInt();
      String body = recorded.get("response_body").asText();
      String type = recorded.get("response_headers").path("Content-Type").asText();
      if (status >= 400 && status != 401) {
        same(
            failures,
            "media type",
            "application/problem+json",
            reply.header("content-type").orElse(""));
        return;
      }
      same(failures, "media type", type, reply.header("content-type").orElse(""));
      if (body.contains("\"token\"")) {
        same(failures, "duration", "600", reply.json().path("duration").asText());
        same(failures, "members", "2", "" + reply.json().size());
      } else if (body.startsWith("{")) {
        same(failures, "body", new JsonMapper().readTree(body).toString(), reply.json().toString());
      } else {
        same(failures, "body", body, reply.body());
      }
    }

    private static void same(List<String> failures, String what, String expected, String actual) {
      if (!expected.equals(actual)) {
        failures.add(what + " is <" + actual + ">, expected <" + expected + ">");
      }
    }
  }
}
