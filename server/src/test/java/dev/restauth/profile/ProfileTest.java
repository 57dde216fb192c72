package dev.restauth.profile;

import static dev.restauth.email.MailCalls.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The profile that users write about themselves, and the members that they cannot write. */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class ProfileTest {
  private static final String SUSAN = basic("susan", "python");

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer().on(() -> database).withAccount("susan", "python");

  private final HttpCalls calls = server.calls();

  @Test
  void isMergedMemberByMember() {
    Reply reply =
        patch(
            "{'display_name':'Susan Ünal','locale':'de-ch','given_name':'Susan','birthdate':'0000-02-29',"
                + "'picture':'https://example.com/s.png','zoneinfo':'Europe/Zurich',"
                + "'phone_number':'+41446681800','address':{'locality':'Bern','formatted':'A\\nB'},"
                + "'attributes':{'a':{'b':1,'c':[null,true,1.50]},'d':'x','__proto__':{'admin':true}}}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .endsWith(
            json(
                ",'display_name':'Susan Ünal','locale':'de-CH',"
                    + "'attributes':{'a':{'b':1,'c':[null,true,1.50]},'d':'x','__proto__':{'admin':true}},"
                    + "'given_name':'Susan','picture':'https://example.com/s.png',"
                    + "'birthdate':'0000-02-29','zoneinfo':'Europe/Zurich','phone_number':'+41446681800',"
                    + "'address':{'locality':'Bern','formatted':'A\\nB'},'phone_number_verified':false}\n"));
    assertThat(calls.get("/api/me", SUSAN).body()).isEqualTo(reply.body());

    JsonNode after =
        patch(
                "{'locale':null,'phone_number':null,'address':{'formatted':null,'country':'CH'},"
                    + "'attributes':{'a':{'b':null},'d':null,'e':{'f':null},'__proto__':null}}")
            .json();
    assertThat(after.get("locale").isNull()).isTrue();
    assertThat(after.has("phone_number")).isFalse();
    assertThat(after.has("phone_number_verified")).isFalse();
    assertThat(after.get("address").toString())
        .isEqualTo(json("{'locality':'Bern','country':'CH'}"));
    assertThat(after.get("attributes").toString())
        .isEqualTo(json("{'a':{'c':[null,true,1.5]},'e':{}}"));
    assertThat(after.get("given_name").asText()).isEqualTo("Susan");

    JsonNode empty = patch("{'address':null,'attributes':null,'picture':null}").json();
    assertThat(empty.has("address")).isFalse();
    assertThat(empty.get("attributes").toString()).isEqualTo("{}");
  }

  @Test
  void isWrittenWithATokenAndAnyJsonType() {
    String token = "Authorization: Bearer " + calls.token("susan", "python");
    assertThat(send("{\"nickname\":\"Sue\"}", token, "Content-Type: application/json").status())
        .isEqualTo(200);
    assertThat(send("{\"nickname\":\"Sue\"}", token, "Content-Type: text/plain").status())
        .isEqualTo(415);
    assertThat(send("{}", "X-None: x", "Content-Type: application/json").status()).isEqualTo(401);
  }

  /** Users cannot write members that are used for log-ins, or members that services trust. */
  @Test
  void hasNoMembersButItsOwn() {
    String before = calls.get("/api/me", SUSAN).body();
    for (String name :
        List.of(
            "admin",
            "roles",
            "scopes",
            "id",
            "username",
            "email",
            "email_verified",
            "email_pending",
            "has_password",
            "password",
            "current_password",
            "created_at",
            "updated_at",
            "sub",
            "name",
            "phone_number_verified",
            "generation",
            "state",
            "__proto__",
            "constructor",
            "DISPLAY_NAME",
            "display_name ",
            "")) {
      Reply reply = patch("{'nickname':'Eve','" + name + "':true}");
      assertThat(problem(reply)).as(name).isEqualTo("400 invalid-member");
      assertThat(reply.json().get("detail").asText())
          .startsWith(
              "The member \""
                  + name
                  + "\" is not supported here. Supported members: display_name, ");
    }
    assertThat(detail(patch("{'address':{'planet':'Mars'}}")))
        .startsWith(
            "The member \"address.planet\" is not supported here. Supported members: formatted, ");
    assertThat(detail(patch("{'\\u0007\\u001b[31m\\u202e" + "x".repeat(100) + "':1}")))
        .startsWith("The member \"??[31m?" + "x".repeat(56) + "…\" is not supported here.");
    assertThat(problem(patch("{'nickname':'a','nickname':'b'}"))).isEqualTo("400 invalid-json");
    for (String body : List.of("[]", "'x'", "1", "null", "[{'op':'add'}]", "", "{")) {
      assertThat(problem(patch(body))).as(body).isEqualTo("400 invalid-json");
    }
    assertThat(calls.get("/api/me", SUSAN).body()).isEqualTo(before);
  }

  @Test
  void refusesValuesThatBreakARule() {
    String before = calls.get("/api/me", SUSAN).body();
    for (String bad :
        List.of(
            "'display_name':1",
            "'display_name':''",
            "'display_name':' '",
            "'display_name':{}",
            "'display_name':'" + "ü".repeat(128) + "'",
            "'display_name':'a\\nb'",
            "'display_name':'a\\u0000b'",
            "'display_name':'a\\u202eb'",
            "'display_name':'a\\u200bb'",
            "'display_name':'\\u00a0'",
            "'given_name':'a\\u200fb'",
            "'display_name':'\\ud800'",
            "'given_name':'a\\u0085b'",
            "'locale':'de_CH'",
            "'locale':''",
            "'locale':'x-private'",
            "'locale':'de-" + "abcdefgh-".repeat(4) + "a'",
            "'picture':'javascript:alert(1)'",
            "'picture':'data:image/png;base64,AA'",
            "'picture':'//example.com/x'",
            "'picture':'https:///x'",
            "'picture':'https://example.com@eve.example/'",
            "'picture':'https://example.com/\\r\\nx'",
            "'website':'https://example.com/" + "x".repeat(2_000) + "'",
            "'birthdate':'1990-02-30'",
            "'birthdate':'0000'",
            "'birthdate':'90-01-01'",
            "'birthdate':'1990-01-01T00:00:00Z'",
            "'zoneinfo':'Mars/Olympus'",
            "'zoneinfo':'../../etc/passwd'",
            "'phone_number':'044 668 18 00'",
            "'phone_number':'+1234567890123456'",
            "'address':'Bern'",
            "'address':{'country':1}",
            "'address':{'country':'a\\nb'}",
            "'address':{'formatted':'" + "x".repeat(256) + "'}",
            "'attributes':[]",
            "'attributes':'x'",
            "'attributes':{'a':'\\udc00'}",
            "'attributes':{'\\udc00':1}")) {
      String name = bad.substring(1, bad.indexOf("'", 1));
      Reply reply = patch("{'nickname':'Eve'," + bad + "}");
      assertThat(problem(reply)).as(bad).isEqualTo("400 invalid-member");
      assertThat(detail(reply)).startsWith("The member \"" + name);
    }
    assertThat(calls.get("/api/me", SUSAN).body()).isEqualTo(before);
  }

  @Test
  void boundsItsAttributes() {
    String fits = "{'attributes':{'a':'" + "x".repeat(4_096 - 8) + "'}}";
    assertThat(patch(fits).status()).isEqualTo(200);
    assertThat(problem(patch("{'attributes':{'b':1}}"))).isEqualTo("400 invalid-member");
    assertThat(problem(patch(fits.replace("'a':'", "'a':'x")))).isEqualTo("400 invalid-member");
    assertThat(patch("{'attributes':null}").status()).isEqualTo(200);

    assertThat(patch(nested(10)).status()).isEqualTo(200);
    assertThat(problem(patch(nested(11)))).isEqualTo("400 invalid-member");
    assertThat(problem(patch(nested(10_000)))).isEqualTo("400 invalid-json");
    String many =
        IntStream.range(0, 10_000).mapToObj(i -> "'" + i + "':1").collect(Collectors.joining(","));
    assertThat(problem(patch("{'attributes':{" + many + "}}")))
        .isIn("400 invalid-json", "413 body-too-large");
    assertThat(problem(patch("{" + many + "}"))).isIn("400 invalid-json", "413 body-too-large");
    // Null removes a member, so it does not count towards the limit, even if no such member is
    // stored.
    String holes =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "'" + i + "':null")
            .collect(Collectors.joining(","));
    assertThat(patch("{'attributes':{" + holes + "}}").status()).isEqualTo(200);
  }

  private static String nested(int levels) {
    return "{'attributes':" + "{'a':".repeat(levels) + "1" + "}".repeat(levels) + "}";
  }

  @Test
  void changesOnlyTheStateThatIfMatchNames() throws InterruptedException, ExecutionException {
    Reply read = calls.get("/api/me", SUSAN);
    String tag = read.header("etag").orElseThrow();
    assertThat(tag).matches("\"[\\w-]{43}\"");
    assertThat(calls.get("/api/me", SUSAN, "If-None-Match: " + tag).status()).isEqualTo(304);
    List<Integer> statuses =
        race(
            i ->
                send(
                    "{\"attributes\":{\"a%d\":1}}".formatted(i), SUSAN, MERGE, "If-Match: " + tag));
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 412).hasSize(statuses.size() - 1);

    Reply now = calls.get("/api/me", SUSAN, "If-None-Match: " + tag);
    assertThat(now.status()).isEqualTo(200);
    assertThat(now.json().get("attributes").size()).isEqualTo(1);
    String present = now.header("etag").orElseThrow();
    for (String stale : List.of(tag, "\"x\"", "W/" + present, "x", "")) {
      assertThat(problem(send("{\"nickname\":\"Eve\"}", SUSAN, MERGE, "If-Match: " + stale)))
          .as(stale)
          .isEqualTo("412 precondition-failed");
    }
    for (String fresh : List.of("*", present, "\"x\", " + present)) {
      Reply changed = send("{}", SUSAN, MERGE, "If-Match: " + fresh, "If-None-Match: *");
      assertThat(changed.status()).as(fresh).isEqualTo(200);
      assertThat(changed.header("etag")).hasValue(present);
    }
  }

  @Test
  void losesNoneOfManySimultaneousChanges() throws InterruptedException, ExecutionException {
    assertThat(race(i -> patch("{'attributes':{'a" + i + "':" + i + "}}"))).containsOnly(200);
    JsonNode attributes = calls.get("/api/me", SUSAN).json().get("attributes");
    assertThat(attributes.size()).isEqualTo(RACERS);
  }

  @Test
  void isErasedWithTheAccount() {
    patch("{'nickname':'Sue','locale':'fr'}");
    assertThat(stored()).hasValueSatisfying(text -> assertThat(text).contains("Sue"));
    assertThat(server.store().<Optional<String>>reading(tx -> ProfileFeature.locale(tx, 1)))
        .hasValue("fr");
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), SUSAN).status()).isEqualTo(204);
    assertThat(stored()).isEmpty();
    assertThat(patch("{'nickname':'Sue'}").status()).isEqualTo(401);
  }

  private Optional<String> stored() {
    return server.store().<Optional<String>>reading(tx -> new ProfileRows(tx).find(1));
  }

  private static final int RACERS = 50;
  private static final String MERGE = "Content-Type: application/merge-patch+json";

  private interface Attempt {
    Reply make(int number);
  }

  private static List<Integer> race(Attempt attempt)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Reply>> attempts = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        int number = i;
        attempts.add(() -> attempt.make(number));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Reply> each : threads.invokeAll(attempts)) {
        statuses.add(each.get().status());
      }
      return statuses;
    }
  }

  /** Returns the JSON text that a test has written with apostrophes instead of quotation marks. */
  private static String json(String text) {
    return text.replace('\'', '"').replace("\n", "\\n").replaceAll("\\\\n$", "\n");
  }

  private Reply patch(String body) {
    return send(body.replace('\'', '"').replace("\n", "\\n"), SUSAN, MERGE);
  }

  private Reply send(String body, String... headers) {
    return calls.call("PATCH", "/api/me", Optional.of(body), headers);
  }

  private static String detail(Reply reply) {
    return reply.json().get("detail").asText();
  }
}
