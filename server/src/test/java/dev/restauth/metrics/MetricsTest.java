package dev.restauth.metrics;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.event.EventType;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.ProblemType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The {@code /metrics} of a running server: its metrics, its formats, and the data that it must not
 * show.
 */
class MetricsTest {
  private static final String NAME = "quite-a-rare-name";
  private static final String PASSWORD = "quite a rare password";

  @RegisterExtension
  private final TestServer server =
      new TestServer(Map.of("management-port", "0", "trusted-proxies", "127.0.0.1"))
          .withAccount(NAME, PASSWORD);

  private static String duration(String method, String route, String status) {
    return "restauth_http_request_duration_seconds_count{method=\"%s\",route=\"%s\",status_class=\"%s\"}"
        .formatted(method, route, status);
  }

  @Test
  void countsRequestsByTemplateAndClassOfStatus() {
    long id = server.account(NAME).id();
    server.calls().get("/api/users/" + id);
    server.calls().get("/api/users/4711");
    server.calls().call("HEAD", "/api/users/" + id, Optional.empty());
    server.calls().call("OPTIONS", "/api/users/" + id, Optional.empty());
    server.calls().call("BREW", "/api/users/" + id, Optional.empty());
    server.calls().get("/no/such/path");
    server.calls().get("/api/users/" + id, "Broken Header: x");
    Scrape scrape = Scrape.of(server);
    assertThat(scrape.value(duration("GET", "/api/users/{id}", "2xx"))).isEqualTo(2);
    assertThat(scrape.value(duration("GET", "/api/users/{id}", "4xx"))).isEqualTo(1);
    assertThat(scrape.value(duration("other", "/api/users/{id}", "2xx"))).isEqualTo(1);
    assertThat(scrape.value(duration("other", "/api/users/{id}", "4xx"))).isEqualTo(1);
    assertThat(scrape.value(duration("other", "unknown", "4xx"))).isEqualTo(1);
    assertThat(scrape.value("restauth_http_refused_total{problem=\"malformed-request\"}"))
        .isEqualTo(1);
    assertThat(scrape.value("restauth_http_responses_total{status_class=\"4xx\"}")).isEqualTo(3);
    assertThat(scrape.samples())
        .containsEntry("restauth_http_responses_total{status_class=\"5xx\"}", 0.0);
    assertThat(
            scrape.value(
                "restauth_http_request_duration_seconds_sum{method=\"POST\",route=\"/api/users\",status_class=\"2xx\"}"))
        .isPositive();
  }

  @Test
  void countsLogInsHashesAndEvents() {
    Scrape before = Scrape.of(server);
    server.calls().get("/api/resource", basic(NAME, PASSWORD));
    // The server has cached the password's check, so the second request causes no hash.
    server.calls().get("/api/resource", basic(NAME, PASSWORD));
    server.calls().get("/api/resource", basic(NAME, "wrong"));
    server.calls().get("/api/resource", basic("nobody", "wrong"));
    Scrape after = Scrape.of(server);
    assertThat(rise(before, after, "restauth_logins_total{outcome=\"logged_in\"}")).isEqualTo(2);
    assertThat(rise(before, after, "restauth_logins_total{outcome=\"refused\"}")).isEqualTo(2);
    // A hashing thread may increment the counter after the response was sent.
    eventually(
        "three hashes are counted",
        () -> rise(before, Scrape.of(server), "restauth_hashing_duration_seconds_count") == 3);
    assertThat(rise(before, after, "restauth_hashing_wait_seconds_count")).isEqualTo(3);
    assertThat(rise(before, after, "restauth_security_events_total{type=\"user.login_failed\"}"))
        .isEqualTo(2);
  }

  private static double rise(Scrape before, Scrape after, String sample) {
    return after.value(sample) - before.value(sample);
  }

  @Test
  void countsTransactionsAndRevocations() {
    Scrape before = Scrape.of(server);
    String token = server.calls().token(NAME, PASSWORD);
    server.calls().call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token);
    Scrape after = Scrape.of(server);
    assertThat(rise(before, after, "restauth_store_duration_seconds_count{kind=\"writing\"}"))
        .isGreaterThanOrEqualTo(2);
    assertThat(rise(before, after, "restauth_store_commit_duration_seconds_count"))
        .isGreaterThanOrEqualTo(2);
    assertThat(rise(before, after, "restauth_revocations")).isEqualTo(1);
    assertThat(after.samples()).containsEntry("restauth_store_outage{kind=\"writing\"}", 0.0);
    assertThat(after.value("restauth_signing_keys")).isGreaterThanOrEqualTo(1);
    assertThat(after.value("process_start_time_seconds")).isPositive();
  }

  @Test
  void speaksTheFormatThatIsAskedFor() {
    HttpCalls.Reply plain = server.management().get("/metrics");
    assertThat(plain.header("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(plain.header("Cache-Control")).contains("no-store");
    HttpCalls.Reply open =
        server
            .management()
            .get(
                "/metrics",
                "Accept: application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3");
    assertThat(open.header("Content-Type"))
        .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    HttpCalls.Reply withProtobuf =
        server
            .management()
            .get(
                "/metrics",
                "Accept: application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                    + "encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,"
                    + "text/plain;version=0.0.4;q=0.4,*/*;q=0.1");
    assertThat(withProtobuf.status()).isEqualTo(200);
    assertThat(withProtobuf.header("Content-Type"))
        .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(
            server
                .management()
                .get("/metrics", "Accept: application/vnd.google.protobuf")
                .header("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(open.body()).endsWith("# EOF\n");
    assertThat(Scrape.of(open.body().replaceAll("(?m)^# (EOF|UNIT.*)$", "# ")).samples())
        .containsKey("restauth_http_responses_total{status_class=\"2xx\"}");
  }

  @Test
  void labelsComeFromSetsOfTheProgram() {
    useTheServer();
    Scrape scrape = Scrape.of(server);
    Set<String> routes = new HashSet<>(server.allowByPath().keySet());
    routes.add("unknown");
    assertThat(routes).containsAll(scrape.labelValues("route"));
    assertThat(Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "other"))
        .containsAll(scrape.labelValues("method"));
    assertThat(Arrays.stream(EventType.values()).map(EventType::text).toList())
        .containsAll(scrape.labelValues("type"));
    assertThat(
            Arrays.stream(ProblemType.values())
                .map(each -> each.uri().replaceFirst(".*/", ""))
                .toList())
        .containsAll(scrape.labelValues("problem"));
    assertThat(scrape.labels())
        .as("a new label needs a look whether its values are bounded")
        .isSubsetOf(
            Stream.of(
                    List.of("route", "method", "status_class", "type", "problem", "kind", "state"),
                    List.of("outcome", "reason", "le", "grant"),
                    List.of("area", "gc", "pool", "runtime", "vendor", "version"))
                .flatMap(List::stream)
                .collect(Collectors.toSet()));
  }

  @Test
  void showsNoSecretsNamesAddressesOrIds() {
    List<String> private_ = useTheServer();
    for (String accept : List.of("text/plain", "application/openmetrics-text")) {
      assertThat(server.management().get("/metrics", "Accept: " + accept).body())
          .doesNotContain(private_)
          .doesNotContainPattern("eyJ|restauth_(sk|pat|rt)_|192\\.0\\.2|[\\w.]+@[\\w.]+");
    }
  }

  /** Makes requests of many kinds, and returns the texts that metrics must not show. */
  private List<String> useTheServer() {
    String forwarded = "X-Forwarded-For: 192.0.2.77";
    String token = server.calls().token(NAME, PASSWORD);
    String key = server.serviceKey("quite-a-rare-key", "revocations:read");
    server.calls().get("/api/resource", "Authorization: Bearer " + token, forwarded);
    server.calls().get("/api/resource", basic(token, ""), forwarded);
    server.calls().get("/api/resource", basic("nobody-of-that-name", "wrong"), forwarded);
    server.calls().get("/api/resource?token=" + token, forwarded);
    server.calls().get("/api/me/keys/quite-a-rare-path", forwarded);
    server.calls().get("/quite-a-rare-path", forwarded);
    server.calls().call("QUITERARE", "/api/users", Optional.empty(), forwarded);
    server.calls().call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token);
    return List.of(
        NAME, PASSWORD, token, key, "rare", "QUITERARE", "nobody-of-that-name", "192.0.2.77");
  }
}
