package dev.restauth.event;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.Sha256;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The HTTP calls that read events, and the retention and erasure of events. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class EventRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("trusted-proxies", "127.0.0.1", "require-factor", "none"))
          .withAccount("susan", "python")
          .withAccount("miguel", "python")
          .on(() -> database);

  private final HttpCalls calls = server.calls();
  private EventCalls events;

  @BeforeEach
  void createKey() {
    events = EventCalls.to(server);
  }

  private static List<Long> numbers(List<JsonNode> all) {
    return all.stream().map(event -> event.get("number").asLong()).toList();
  }

  private Reply own(String query, String credentials) {
    events.awaitNumbered();
    return calls.get("/api/me/events" + query, credentials);
  }

  @Test
  void numbersHaveNoGapsAndFiltersNarrow() {
    for (int i = 0; i < 5; i++) {
      calls.token("susan", "python");
      calls.token("miguel", "python");
    }
    long susan = server.account("susan").id();
    List<JsonNode> all = events.all();
    assertThat(numbers(all)).isEqualTo(LongStream.rangeClosed(1, all.size()).boxed().toList());
    assertThat(events.get("").header("last-event-number")).hasValue(String.valueOf(all.size()));
    Reply head =
        events
            .server()
            .calls()
            .call(
                "HEAD",
                "/api/admin/events",
                Optional.empty(),
                "Authorization: Bearer " + events.key());
    assertThat(head.header("last-event-number")).hasValue(String.valueOf(all.size()));

    assertThat(EventCalls.types(events.events("?type=user.registered")))
        .containsExactly("user.registered", "user.registered");
    assertThat(events.events("?account=" + susan))
        .hasSizeGreaterThan(5)
        .allSatisfy(event -> assertThat(event.get("account").asLong()).isEqualTo(susan));
    assertThat(events.events("?account=" + susan + "&type=user.logged_in&actor=account:" + susan))
        .hasSize(5);
    assertThat(EventCalls.types(events.events("?actor=operator")))
        .containsOnly("service_key.created");
    assertThat(EventCalls.types(events.events("?actor=server")))
        .containsOnly("signing_key.published");
    assertThat(events.events("?account=999")).isEmpty();

    clock.move(Duration.ofHours(1));
    calls.token("susan", "python");
    assertThat(EventCalls.types(events.events("?from=2026-11-25T13:00:00Z")))
        .containsExactly("user.logged_in");
    assertThat(events.events("?from=2026-11-25T14:00:00%2B01:00&limit=1")).hasSize(1);
    assertThat(events.events("?to=2026-11-25T13:00:00Z&limit=200")).hasSize(all.size());
    assertThat(events.events("?from=2026-11-25T12:30:00Z&to=2026-11-25T13:00:00Z")).isEmpty();
  }

  @Test
  void pagesFollowEachOther() throws IOException {
    for (int i = 0; i < 6; i++) {
      calls.token("susan", "python");
    }
    List<Long> all = numbers(events.all());
    List<Long> paged = new ArrayList<>();
    Reply page = events.get("?limit=3");
    while (!page.json().get("next").isNull()) {
      paged.addAll(numbers(list(page)));
      long next = page.json().get("next").asLong();
      assertThat(page.header("link").orElseThrow())
          .matches("<.*/api/admin/events\\?limit=3&after=" + next + ">; rel=\"next\"");
      page = events.get("?limit=3&after=" + next);
    }
    paged.addAll(numbers(list(page)));
    assertThat(page.header("link")).isEmpty();
    assertThat(paged).isEqualTo(all);

    Reply lines = events.get("?limit=3", "Accept: application/x-ndjson");
    assertThat(lines.header("content-type")).hasValue("application/x-ndjson");
    List<Long> ofLines = new ArrayList<>();
    for (String line : lines.body().split("\n", -1)) {
      if (!line.isEmpty()) {
        ofLines.add(JSON.readTree(line).get("number").asLong());
      }
    }
    assertThat(ofLines).isEqualTo(all.subList(0, 3));
    assertThat(
            events
                .get("", "Accept: application/json, application/x-ndjson;q=0.5")
                .header("content-type"))
        .hasValue("application/json");
  }

  private static List<JsonNode> list(Reply reply) {
    List<JsonNode> list = new ArrayList<>();
    reply.json().get("events").forEach(list::add);
    return list;
  }

  @Test
  void malformedParametersAreRefused() {
    for (String query :
        List.of(
            "limit=0",
            "limit=201",
            "limit=x",
            "limit=1&limit=2",
            "after=-1",
            "after=1.5",
            "after=9999999999999999999",
            "type=user.made_up",
            "type=",
            "account=susan",
            "actor=susan",
            "actor=account:",
            "from=yesterday",
            "to=2026-13-01T00:00:00Z",
            "from=2026-11-25")) {
      Reply reply = events.get("?" + query);
      assertThat(reply.status()).as(query).isEqualTo(400);
      assertThat(reply.json().get("type").asText()).endsWith("/invalid-parameter");
    }
    for (String query : List.of("limit=201", "cursor=x", "cursor=")) {
      assertThat(own("?" + query, SUSAN).status()).as(query).isEqualTo(400);
    }
  }

  @Test
  void onlyAServiceWithTheScopeReadsAllAndOnlyUsersReadTheirOwn() {
    String other = server.serviceKey("other", "revocations:read");
    String path = "/api/admin/events";
    assertThat(calls.get(path).status()).isEqualTo(401);
    assertThat(calls.get(path, SUSAN).status()).isEqualTo(403);
    assertThat(calls.get(path, "Authorization: Bearer " + calls.token("susan", "python")).status())
        .isEqualTo(403);
    assertThat(calls.get(path, "Authorization: Bearer " + other).status()).isEqualTo(403);
    assertThat(calls.get("/api/me/events").status()).isEqualTo(401);
    assertThat(calls.get("/api/me/events", basic("susan", "wrong")).status()).isEqualTo(401);
    assertThat(calls.get("/api/me/events", "Authorization: Bearer " + events.key()).status())
        .isEqualTo(401);
  }

  @Test
  void ownersSeeTheirOwnEventsTheNewestFirst() {
    String token = calls.token("susan", "python");
    calls.token("miguel", "python");
    calls.get("/api/token", basic("susan", "wrong"), "X-Forwarded-For: 198.51.100.7");
    server.runMaintenance();
    clock.move(Duration.ofSeconds(1));
    server.operate("user.unlock", Map.of("username", "susan"));

    Reply reply = own("", "Authorization: Bearer " + token);
    List<JsonNode> own = list(reply);
    assertThat(EventCalls.types(own))
        .containsExactly("user.unlocked", "user.login_failed", "user.logged_in", "user.registered");
    assertThat(own).allSatisfy(event -> assertThat(event.get("account").asLong()).isEqualTo(1));
    assertThat(own.get(0).toString()).doesNotContain("unix:", "personal", "number");
    assertThat(own.get(1).get("network").asText()).isEqualTo("198.51.100.0/24");
    assertThat(own.get(1).get("count").asLong()).isEqualTo(1);
    assertThat(own.get(2).get("method").asText()).isEqualTo("password");
    assertThat(reply.json().get("next").isNull()).isTrue();

    List<JsonNode> paged = new ArrayList<>();
    Reply page = own("?limit=3", SUSAN);
    paged.addAll(list(page));
    assertThat(page.header("link")).isPresent();
    // The difference between two event numbers would reveal how many events other users have caused
    // in between.
    assertThat(page.json().get("next").asText()).doesNotMatch("[0-9]+");
    assertThat(own("?limit=3&cursor=3", SUSAN).status()).isEqualTo(400);
    paged.addAll(list(own("?limit=3&cursor=" + page.json().get("next").asText(), SUSAN)));
    assertThat(paged).isEqualTo(own);
  }

  @Test
  void eventsAndLinesOfARequestShareItsId() {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (LogCatcher log = new LogCatcher("dev.restauth.event")) {
      registerWith("one", "traceparent: 00-" + trace + "-b7ad6b7169203331-01");
      registerWith("two", "X-Request-Id: order.7_A-z");
      registerWith("three", "X-Request-Id: " + "x".repeat(65));
      registerWith("four", "traceparent: 00-" + "0".repeat(32) + "-b7ad6b7169203331-01");
      List<String> ids =
          events.events("?type=user.registered&limit=200").stream()
              .skip(2)
              .map(event -> event.get("request").asText())
              .toList();
      assertThat(ids.subList(0, 2)).containsExactly(trace, "order.7_A-z");
      assertThat(ids.subList(2, 4))
          .allMatch(id -> id.matches("[0-9a-f]{32}"))
          .doesNotHaveDuplicates();
      assertThat(log.takeAll().stream().map(line -> line.replaceFirst(".* request=", "")).toList())
          .isEqualTo(ids);
    }
  }

  private void registerWith(String name, String header) {
    String body = "{\"username\":\"%s\",\"password\":\"python\"}".formatted(name);
    assertThat(calls.post("/api/users", body, header).status()).isEqualTo(201);
  }

  @Test
  void oldEventsAreRemovedInSlicesAndThenGone() {
    for (int i = 0; i < 3; i++) {
      fill(400);
    }
    events.awaitNumbered();
    clock.move(Duration.ofDays(400));
    calls.token("miguel", "python");
    events.awaitNumbered();
    long kept = Rows.count(server, "SELECT count(*) AS n FROM event");
    server.runMaintenance();
    // The maintenance may also replace the old signing key, which adds an event.
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM event WHERE number <= ?", kept))
        .isEqualTo(kept);

    clock.move(Duration.ofSeconds(1));
    server.runMaintenance();
    List<JsonNode> left = events.events("");
    assertThat(left)
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.get("time").asText()).startsWith("2027-12-30T"));
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM event_person"))
        .isEqualTo(left.stream().filter(event -> event.has("personal")).count());
    long first = numbers(left).getFirst();
    assertThat(first).isGreaterThan(1_200);

    Reply gone = events.get("?after=" + (first - 2));
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.json().get("type").asText()).endsWith("/gone");
    assertThat(gone.json().get("detail").asText()).contains("after=" + (first - 1));
    assertThat(events.get("?after=" + (first - 1)).status()).isEqualTo(200);
    assertThat(events.get("?after=0").status()).isEqualTo(200);
    assertThat(events.get("?after=" + numbers(left).getLast()).json().get("events")).isEmpty();
  }

  /** Stores many events in one transaction. */
  private void fill(int count) {
    StoredEvents stored =
        new StoredEvents(
            server.store(),
            EventLog.ofIdsAlone(clock),
            new EventSums(clock),
            new EventAllowance(clock),
            () -> {});
    server
        .store()
        .inTransaction(
            tx -> {
              for (int i = 0; i < count; i++) {
                stored.record(
                    tx,
                    SecurityEvent.of(EventType.USER_LOGGED_IN)
                        .about(1_000L + i % 20)
                        .from(Optional.of(new Network("192.0.2.0/24"))));
              }
              return true;
            });
    new EventNumbering(server.store(), true).numberSome();
  }

  @Test
  void erasureLeavesNoNetworkAndTheCommitmentStaysCheckable() throws IOException {
    String body = "{\"username\":\"erased\",\"password\":\"python\"}";
    calls.post("/api/users", body, "X-Forwarded-For: 203.0.113.77");
    long id = server.account("erased").id();
    JsonNode before = events.events("?account=" + id).getFirst();
    assertThat(before.get("personal").get("network").asText()).isEqualTo("203.0.113.0/24");
    assertThat(stored()).contains("203.0.113");
    assertThat(calls.get("/api/me/export", basic("erased", "python")).body())
        .contains("\"event_person\":[{", "203.0.113.0/24");

    assertThat(
            calls
                .call(
                    "DELETE",
                    "/api/me",
                    Optional.empty(),
                    basic("erased", "python"),
                    "X-Forwarded-For: 203.0.113.78")
                .status())
        .isEqualTo(204);
    List<JsonNode> after = events.events("?account=" + id);
    assertThat(EventCalls.types(after)).startsWith("user.registered").endsWith("user.closed");
    assertThat(before.has("request")).isTrue();
    assertThat(after).noneMatch(event -> event.has("request"));
    assertThat(after.getFirst().has("personal")).isFalse();
    assertThat(after.getFirst().has("salt")).isFalse();
    assertThat(after.getFirst().get("commitment")).isEqualTo(before.get("commitment"));
    assertThat(commitment(before)).isEqualTo(before.get("commitment").asText());
    assertThat(
            Rows.count(server, "SELECT count(*) AS n FROM event_person WHERE account_id = ?", id))
        .isZero();
    server.close();
    assertThat(stored()).doesNotContain("203.0.113");
  }

  /** Computes the commitment as docs/events.md describes. */
  private static String commitment(JsonNode event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(HexFormat.of().parseHex(event.get("salt").asText()));
    bytes.write(event.get("personal").toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(Sha256.of(bytes.toByteArray()));
  }

  /** Returns everything in the database, from its files or its tables. */
  private String stored() throws IOException {
    Optional<byte[]> rows = server.rows();
    if (rows.isPresent()) {
      return new String(rows.get(), StandardCharsets.ISO_8859_1);
    }
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(server.folder().resolve("data"))) {
      for (Path file :
          (Iterable<Path>) files.filter(each -> each.toString().contains("sqlite"))::iterator) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
