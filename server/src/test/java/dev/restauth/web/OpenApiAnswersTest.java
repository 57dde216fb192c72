package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OauthCalls;
import dev.restauth.web.Samples.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The server's responses, which match the OpenAPI document. */
class OpenApiAnswersTest {
  /**
   * Responses that this test cannot cause: they need a race, a throttle, events that are too old, a
   * server without mail, or a full queue. Other tests cause them.
   */
  private static final Set<String> NOT_AT_WILL = Set.of("409", "410", "429", "501", "503");

  private static final Map<String, String> SETTINGS = settings();

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("email-login", "on");
    return settings;
  }

  private final OpenApi document = OpenApi.read();

  @TempDir Path folder;

  @RegisterExtension private final SentMails mails = new SentMails();

  private final SetClock clock = new SetClock();

  @Test
  void answersAsDescribed() {
    List<Sample> samples = new ArrayList<>();
    try (TestServer server = TestServer.start(folder, clock, SETTINGS)) {
      HttpCalls calls = server.calls();
      assertThat(calls.register("miguel", "python").status()).isEqualTo(201);
      assertThat(calls.register("susan", "monty").status()).isEqualTo(201);
      assertThat(calls.register("anna", "monty").status()).isEqualTo(201);
      assertThat(calls.register("peter", "monty").status()).isEqualTo(201);
      MailCalls mail = new MailCalls(server, clock, mails);
      samples.addAll(SignUpSamples.ofOpen(mail));
      samples.addAll(MailSamples.of(mail));
      samples.addAll(ImpersonationSamples.of(server));
      String anna = calls.token("anna", "monty");
      String refresh = new OauthCalls(calls).logIn("anna", "monty").refresh();
      samples.addAll(OauthSamples.of(server, anna, refresh));
      samples.addAll(AuthorizationSamples.of(anna));
      samples.addAll(OidcSamples.of(anna));
      samples.addAll(AccountSamples.of(anna));
      samples.addAll(
          AccountSamples.ofLogOut(calls.token("peter", "monty"), calls.token("peter", "monty")));
      samples.addAll(KeySamples.of(calls, basic("anna", "monty")));
      samples.addAll(KeySamples.ofServiceAccount(server));
      samples.addAll(RegistrationSamples.ofOpen(mail));
      samples.addAll(AdministratorSamples.of(mail));
      samples.addAll(OrganizationSamples.of(mail));
      // These samples come last, because their codes soon expire.
      samples.addAll(FactorSamples.of(calls, clock.instant()));
      samples.addAll(PasskeySamples.of(calls));
      samples.addAll(BrowserSamples.of(calls, clock.instant()));
      samples.addAll(AccountPageSamples.of(calls, clock.instant()));
      check(calls, samples);
    }
    Path other = folder.resolve("other");
    try (TestServer server = TestServer.start(other, clock, RegistrationSamples.SETTINGS)) {
      List<Sample> more = new ArrayList<>(RegistrationSamples.ofVerified(server, mails));
      more.addAll(SignUpSamples.ofVerified(server, mails));
      check(server.calls(), more);
      samples.addAll(more);
    }
    assertThat(
            samples.stream()
                .filter(sample -> !sample.method().equals("HEAD"))
                .map(Sample::key)
                .collect(Collectors.toSet()))
        .isEqualTo(describedAnswers());
  }

  /** The document describes OPTIONS once for all paths. */
  @Test
  void answersOptionsWithTheDescribedMethodsOnEveryPath() {
    try (TestServer server = TestServer.start(folder)) {
      document
          .methodsByPath()
          .forEach(
              (path, methods) -> {
                String there =
                    path.replace("{id}", "1")
                        .replace("{name}", "shop")
                        .replace("{role}", "editor")
                        .replace("{organization_role}", "owner")
                        .replaceAll(
                            "\\{(sid|request|invitation|organization|key|passkey|device|client|secret)}",
                            "s".repeat(22));
                Reply reply = server.calls().call("OPTIONS", there, Optional.empty());
                assertThat(reply.status()).as(path).isEqualTo(200);
                Set<String> allowed =
                    new TreeSet<>(List.of(reply.header("allow").orElse("").split(", ", -1)));
                assertThat(allowed.remove("OPTIONS")).as(path).isTrue();
                assertThat(allowed.remove("HEAD")).as(path).isEqualTo(methods.contains("GET"));
                assertThat(allowed).as(path).isEqualTo(methods);
              });
    }
  }

  private Set<String> describedAnswers() {
    Set<String> keys = new TreeSet<>();
    document
        .methodsByPath()
        .forEach(
            (path, methods) ->
                methods.forEach(
                    method ->
                        document.statuses(method, path).stream()
                            .filter(status -> !NOT_AT_WILL.contains(status))
                            .filter(status -> !isTestedElsewhere(method, path, status))
                            .forEach(status -> keys.add(method + " " + path + " " + status))));
    return keys;
  }

  /**
   * Returns whether another test checks a response. The tests of signup cover responses that need a
   * session or a second factor. SubscriberTest and FeedTest check the stream, LoginCodesOffTest a
   * server without log-ins by code, and RequiredFactorTest a server that requires a factor.
   * EnrolPagesTest checks a required enrollment, EmailPageTest a log-in by mail, LostFactorTest the
   * steps that take a day, and LookTest a logo. DiscoveryTest, UserinfoTest, RpInitiatedLogoutTest
   * and the tests of oauth.authorize cover responses that need a public URL, a client or a browser.
   * AccessTableTest checks who may call.
   */
  private static boolean isTestedElsewhere(String method, String path, String status) {
    return Set.of(
            "GET /api/revocations 200",
            "GET /oauth/authorize 200",
            "GET /oauth/authorize 303",
            "GET /oauth/authorize/continue 200",
            "GET /oauth/authorize/continue 303",
            "GET /oauth/authorize/cancel 200",
            "GET /oauth/authorize/cancel 303",
            "GET /oauth/authorize/unmet 200",
            "GET /oauth/authorize/unmet 303",
            "GET /consent 200",
            "GET /pages-logo 200",
            "GET /consent 303",
            "POST /consent 200",
            "POST /consent 303",
            "POST /consent 403",
            "POST /oauth/par 201",
            "POST /oauth/par 429",
            "POST /oauth/challenge 200",
            "POST /oauth/challenge 429",
            "POST /login/code 404", // CodePagesTest
            "GET /login/code 404",
            // Needs a request of an application that has expired in the meantime.
            "POST /login/code 400",
            "POST /login/code/enter 400",
            "POST /login/code/enter 404",
            "GET /login/code/enter 404",
            "GET /login/link 404",
            "GET /login/recovered 200", // LoginPagesTest
            "GET /api/me/devices 403",
            "DELETE /api/me/devices/{device} 204", // RememberedDeviceTest
            "DELETE /api/me/devices/{device} 403",
            "GET /api/me/consents 403",
            "DELETE /api/me/consents/{client} 204",
            "DELETE /api/me/consents/{client} 403",
            "GET /.well-known/openid-configuration 404",
            "GET /oauth/userinfo 200",
            "GET /oauth/userinfo 403",
            "POST /oauth/userinfo 200",
            "POST /oauth/userinfo 403",
            "GET /oauth/logout 200",
            "POST /oauth/logout/confirm 303",
            "POST /signup/invitation 200",
            "POST /mail/confirm 200",
            "POST /mail/undo 303",
            "POST /mail/lost-factor 200",
            "POST /signup/code 400",
            "POST /forgot/code 400",
            "GET /login/factor/lost 200",
            "POST /login/factor/lost 200",
            "POST /login/factor/lost 400",
            "POST /account/factors 422",
            "GET /account/factors/code 200", // MailboxPageTest
            "GET /account/factors/code 403",
            "POST /account/factors/code 200",
            "POST /account/factors/code 422",
            "GET /account/factors/totp 403",
            "GET /login/enrol 200",
            "GET /login/enrol 303",
            "POST /login/enrol 303",
            "POST /login/enrol 400",
            "POST /login/enrol 422",
            "GET /login/enrol/app 200",
            "POST /login/enrol/app 200",
            "POST /login/enrol/app 400",
            "POST /login/enrol/app 422",
            "POST /api/login-codes 404",
            "POST /api/enrolments 202",
            "POST /api/enrolments/totp 200",
            "PUT /api/enrolments/totp 200",
            "PUT /api/enrolments/totp 401",
            "POST /api/enrolments/passkey/options 200",
            "POST /api/enrolments/passkey 200",
            "POST /api/enrolments/passkey 401",
            "POST /api/factor-removals 202",
            "POST /api/factor-removals/complete 204",
            "POST /api/factor-removals/stop 204")
        .contains(method + " " + path + " " + status);
  }

  private void check(HttpCalls calls, List<Sample> each) {
    for (Sample sample : each) {
      Reply reply =
          calls.call(
              sample.method(),
              sample.path(),
              sample.body(),
              sample.headers().toArray(String[]::new));
      assertThat(reply.status()).as(sample.key() + " " + reply).isEqualTo(sample.status());
      check(sample, reply);
    }
  }

  private void check(Sample sample, Reply reply) {
    // The response to HEAD is that of GET without the body.
    String method = sample.method().equals("HEAD") ? "GET" : sample.method();
    JsonNode described = document.response(method, sample.described(), sample.status());
    for (Map.Entry<String, JsonNode> header : described.path("headers").properties()) {
      assertThat(reply.all(header.getKey())).as(sample.key() + " " + header.getKey()).isNotEmpty();
      String only = document.resolved(header.getValue()).at("/schema/const").asText();
      if (!only.isEmpty()) {
        assertThat(reply.header(header.getKey())).as(sample.key()).hasValue(only);
      }
    }
    if (sample.method().equals("HEAD") || !described.has("content")) {
      assertThat(reply.body()).as(sample.key()).isEmpty();
      return;
    }
    String type = reply.header("content-type").orElse("").split(";", 2)[0];
    assertThat(described.get("content").has(type)).as(sample.key() + " " + type).isTrue();
    if (type.endsWith("/json") || type.endsWith("+json")) {
      checkMembers(sample, reply.json(), described.get("content").get(type).get("schema"));
    }
  }

  private void checkMembers(Sample sample, JsonNode body, JsonNode reference) {
    JsonNode schema = document.resolved(reference);
    if (schema.has("properties")) {
      Set<String> members = new TreeSet<>();
      body.fieldNames().forEachRemaining(members::add);
      Set<String> described = new TreeSet<>();
      schema.get("properties").fieldNames().forEachRemaining(described::add);
      Set<String> required = new TreeSet<>();
      schema.path("required").forEach(member -> required.add(member.asText()));
      if (schema.has("additionalProperties")) {
        members.retainAll(described);
      }
      assertThat(described).as(sample.key()).containsAll(members);
      assertThat(members).as(sample.key()).containsAll(required);
      members.forEach(
          member -> checkType(sample, body.get(member), schema.get("properties").get(member)));
    }
  }

  private void checkType(Sample sample, JsonNode value, JsonNode described) {
    String type = value.getNodeType().name().toLowerCase(Locale.ROOT);
    JsonNode types = described.get("type");
    assertThat(types.isArray() ? types.toString() : types.asText())
        .as(sample.key() + " " + value)
        .contains(type.equals("number") ? "integer" : type);
    if (value.isObject()) {
      checkMembers(sample, value, described);
    } else {
      value.elements().forEachRemaining(item -> checkMembers(sample, item, described.get("items")));
    }
  }
}
