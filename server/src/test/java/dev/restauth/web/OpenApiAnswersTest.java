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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The server's answers match the OpenAPI document. */
class OpenApiAnswersTest {
  private static final String JSON = "Content-Type: application/json";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String TOO_LARGE = " ".repeat(64 * 1024 + 1);
  private static final String MIGUEL = basic("miguel", "python");
  private static final String SUSAN = basic("susan", "monty");
  private static final String WRONG = basic("miguel", "wrong");

  /** Answers that need a race, a throttle, events that are too old, a server without mail or a full queue, which other tests create. */
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

  /** One request, its path in the document, and the status it must get. */
  record Sample(
      int status,
      String method,
      String described,
      String path,
      Optional<String> body,
      List<String> headers) {
    String key() {
      return method + " " + described + " " + status;
    }
  }

  private final List<Sample> samples = new ArrayList<>();

  private void sample(int status, String method, String described, String... headers) {
    samples.add(
        new Sample(status, method, described, described, Optional.empty(), List.of(headers)));
  }

  private void user(int status, String method, String id) {
    samples.add(
        new Sample(
            status, method, "/api/users/{id}", "/api/users/" + id, Optional.empty(), List.of()));
  }

  private void post(int status, String described, String body, String... headers) {
    samples.add(
        new Sample(status, "POST", described, described, Optional.of(body), List.of(headers)));
  }

  private void describe(String token, String refreshToken) {
    describeOauth(token, refreshToken);
    post(201, "/api/users", "{\"username\":\"david\",\"password\":\"x\"}", JSON);
    post(400, "/api/users", "{\"username\":\"david\",\"password\":\"x\"}", JSON);
    post(413, "/api/users", TOO_LARGE, JSON);
    post(415, "/api/users", "username=david");
    for (String method : List.of("GET", "HEAD")) {
      user(200, method, "1");
      user(400, method, "999");
      user(404, method, "david");
      for (String path : List.of("/api/token", "/api/resource")) {
        sample(200, method, path, MIGUEL);
        sample(200, method, path, basic(token, ""));
        sample(200, method, path, "Authorization: Bearer " + token);
        sample(401, method, path, WRONG);
        sample(401, method, path, WRONG, "Accept: application/json");
        sample(401, method, path, "Authorization: Bearer x");
      }
      for (String path :
          List.of(
              "/",
              "/openapi.json",
              "/.well-known/jwks.json",
              "/.well-known/oauth-authorization-server",
              "/.well-known/oauth-protected-resource",
              "/health")) {
        sample(400, method, path, "Host: one.example", "Host: another.example");
      }
      sample(200, method, "/");
      sample(200, method, "/", "Accept: text/html");
      sample(200, method, "/openapi.json");
      sample(200, method, "/.well-known/jwks.json");
      sample(200, method, "/health");
      sample(304, method, "/.well-known/jwks.json", "If-None-Match: *");
    }
    String change = "{\"current_password\":\"python\",\"new_password\":\"monty\"}";
    post(400, "/api/me/password", "{}", JSON, MIGUEL);
    post(401, "/api/me/password", change, JSON, WRONG);
    post(403, "/api/me/password", change.replace("python", "wrong"), JSON, MIGUEL);
    post(413, "/api/me/password", TOO_LARGE, JSON, MIGUEL);
    post(415, "/api/me/password", change, MIGUEL);
    post(204, "/api/me/password", change, JSON, MIGUEL);
    String rename = "{\"username\":\"susan\"}";
    call(204, "PUT", "/api/me/username", rename, JSON, SUSAN);
    call(401, "PUT", "/api/me/username", rename, JSON, WRONG);
    call(403, "PUT", "/api/me/username", rename, JSON, "Authorization: Bearer " + token);
    refused("PUT", "/api/me/username", SUSAN);
    describeSessions(token);
    sample(200, "GET", "/api/me", SUSAN);
    sample(200, "HEAD", "/api/me", SUSAN);
    for (String method : List.of("GET", "HEAD")) {
      sample(304, method, "/api/me", SUSAN, "If-None-Match: *");
    }
    call(200, "PATCH", "/api/me", "{\"given_name\":\"Susan\"}", JSON, SUSAN);
    call(401, "PATCH", "/api/me", "{}", JSON, WRONG);
    call(412, "PATCH", "/api/me", "{}", JSON, SUSAN, "If-Match: \"x\"");
    refused("PATCH", "/api/me", SUSAN);
    sample(401, "GET", "/api/me", WRONG);
    sample(200, "GET", "/api/me/export", SUSAN);
    sample(200, "HEAD", "/api/me/export", SUSAN);
    sample(401, "GET", "/api/me/export", WRONG);
    sample(403, "GET", "/api/me/export", "Authorization: Bearer " + token);
    sample(401, "DELETE", "/api/me", WRONG);
    sample(403, "DELETE", "/api/me", "Authorization: Bearer " + token);
    sample(204, "DELETE", "/api/me", SUSAN);
  }

  private void describeImpersonation(TestServer server) {
    String admin = basic("ada", "monty");
    server.calls().register("ada", "monty");
    server.operate("role.define", Map.of("role", "support", "scopes", "users:impersonate"));
    server.operate("role.assign", Map.of("role", "support", "username", "ada"));
    long id = server.account("peter").id();
    String reason = "{\"reason\":\"A call\"}";
    impersonation(201, id, reason, JSON, admin);
    impersonation(400, id, "{}", JSON, admin);
    impersonation(401, id, reason, JSON, basic("ada", "wrong"));
    impersonation(403, id, reason, JSON, basic("peter", "monty"));
    impersonation(404, 999, reason, JSON, admin);
    impersonation(413, id, TOO_LARGE, JSON, admin);
    impersonation(415, id, reason, FORM, admin);
  }

  private void impersonation(int status, long id, String body, String... headers) {
    String path = "/api/admin/users/{id}/impersonation";
    samples.add(
        new Sample(
            status,
            "POST",
            path,
            path.replace("{id}", Long.toString(id)),
            Optional.of(body),
            List.of(headers)));
  }

  /** With an account of its own, whose codes are there before. */
  private void describeMail(MailCalls mail) {
    String olga = basic("olga", "monty");
    String first = mail.withAddress("olga", "monty");
    String second = MailCalls.freshAddress();
    String undo = mail.changed(olga, first, second).fragment();
    String request = mail.asked(second);
    String code = mails.next(second).secret();
    mail.later();
    String login = mail.askedToLogIn(second);
    String loginCode = mails.next(second).digits();
    String third = MailCalls.freshAddress();
    String pending = mail.change(olga, third).json().get("email_pending").asText();
    mail.later();

    String reset = "{\"code\":\"%s\",\"new_password\":\"monty\"}".formatted(code);
    resetting(400, request, "{}", JSON);
    resetting(403, "r".repeat(22), reset, JSON);
    resetting(404, "r", reset, JSON);
    resetting(413, request, TOO_LARGE, JSON);
    resetting(415, request, reset, FORM);
    String ask = "{\"email\":\"%s\"}".formatted(pending);
    call(401, "PUT", "/api/me/email", ask, JSON, WRONG);
    call(
        403,
        "PUT",
        "/api/me/email",
        ask,
        JSON,
        bearer(mail.server().calls().token("olga", "monty")));
    refused("PUT", "/api/me/email", olga);
    post(401, "/api/me/email/confirm", "{}", JSON, WRONG);
    post(403, "/api/me/email/confirm", "{\"code\":\"x\"}", JSON, olga);
    refused("POST", "/api/me/email/confirm", olga);
    post(403, "/api/email-undo", "{\"code\":\"x\"}", JSON);
    refused("POST", "/api/email-undo");
    post(202, "/api/password-resets", ask, JSON);
    refused("POST", "/api/password-resets");
    post(202, "/api/login-codes", ask, JSON);
    refused("POST", "/api/login-codes");
    loggingIn(200, login, "{\"code\":\"%s\",\"refresh\":true}".formatted(loginCode), JSON);
    loggingIn(400, login, "{}", JSON);
    loggingIn(403, "r".repeat(22), "{\"code\":\"1\"}", JSON);
    loggingIn(404, "r", "{\"code\":\"1\"}", JSON);
    loggingIn(413, login, TOO_LARGE, JSON);
    loggingIn(415, login, "{\"code\":\"1\"}", FORM);
    sample(401, "DELETE", "/api/me/email/pending", WRONG);
    resetting(204, request, reset, JSON);
    call(202, "PUT", "/api/me/email", ask, JSON, olga);
    sample(204, "DELETE", "/api/me/email/pending", olga);
    post(200, "/api/email-undo", "{\"code\":\"%s\"}".formatted(undo), JSON);
    describeConfirmation(mail);
    for (String page : List.of("/mail/confirm", "/mail/reset", "/mail/undo")) {
      for (String method : List.of("GET", "HEAD")) {
        sample(200, method, page);
        sample(400, method, page, "Host: one.example", "Host: another.example");
      }
    }
  }

  private void describeConfirmation(MailCalls mail) {
    String ira = basic("ira", "monty");
    mail.server().calls().register("ira", "monty");
    String address = MailCalls.freshAddress();
    mail.change(ira, address);
    String code = mails.next(address).secret();
    post(204, "/api/me/email/confirm", "{\"code\":\"%s\"}".formatted(code), JSON, ira);
  }

  private void resetting(int status, String request, String body, String type) {
    withCode(status, "/api/password-resets/", request, body, type);
  }

  private void loggingIn(int status, String request, String body, String type) {
    withCode(status, "/api/login-codes/", request, body, type);
  }

  private void withCode(int status, String path, String request, String body, String type) {
    samples.add(
        new Sample(
            status, "POST", path + "{request}", path + request, Optional.of(body), List.of(type)));
  }

  /** Bodies that no call takes. */
  private void refused(String method, String path, String... headers) {
    call(400, method, path, "{\"x\":1}", with(headers, JSON));
    call(413, method, path, TOO_LARGE, with(headers, JSON));
    call(415, method, path, "x=1", with(headers, FORM));
  }

  private void call(int status, String method, String path, String body, String... headers) {
    samples.add(new Sample(status, method, path, path, Optional.of(body), List.of(headers)));
  }

  private void describeSessions(String token) {
    String bearer = "Authorization: Bearer " + token;
    for (String method : List.of("GET", "HEAD")) {
      query(200, method, "/api/token", "?refresh=true", SUSAN);
      query(400, method, "/api/token", "?refresh=maybe", SUSAN);
      query(403, method, "/api/token", "?refresh=true", bearer);
      query(200, method, "/api/token", "?scope=api", SUSAN);
      query(400, method, "/api/token", "?scope=api%20", SUSAN);
      query(403, method, "/api/token", "?scope=posts:read", SUSAN);
      query(403, method, "/api/token", "?scope=events:read", bearer);
      query(404, method, "/api/token", "?organization=x", SUSAN);
      sample(200, method, "/api/me/sessions", SUSAN);
      sample(200, method, "/api/me/sessions", bearer);
      sample(401, method, "/api/me/sessions", WRONG);
    }
    session(401, "s".repeat(22), WRONG);
    session(404, "s".repeat(22), SUSAN);
    session(403, "s".repeat(22), bearer);
    sample(401, "DELETE", "/api/me/sessions", WRONG);
    sample(403, "DELETE", "/api/me/sessions", bearer);
    for (String path : List.of("/api/me/sessions", "/api/me/sessions/{sid}")) {
      confirmed(400, path, "{\"current_password\":1}", bearer, JSON);
      confirmed(403, path, "{\"current_password\":\"wrong\"}", bearer, JSON);
      confirmed(413, path, TOO_LARGE, bearer, JSON);
      confirmed(415, path, "current_password=monty", bearer, FORM);
    }
    confirmed(204, "/api/me/sessions", "{\"current_password\":\"monty\"}", bearer, JSON);
    sample(400, "DELETE", "/api/token", SUSAN);
    sample(401, "DELETE", "/api/token", WRONG);
    sample(204, "DELETE", "/api/me/sessions", SUSAN);
  }

  /** Logs out the other session with the one token, and then its own. */
  private void describeLogOut(String token, String other) {
    String bearer = "Authorization: Bearer " + token;
    session(204, sessionId(other), basic("peter", "monty"));
    sample(204, "DELETE", "/api/token", bearer);
  }

  private void query(int status, String method, String path, String query, String header) {
    samples.add(new Sample(status, method, path, path + query, Optional.empty(), List.of(header)));
  }

  private void session(int status, String id, String header) {
    samples.add(
        new Sample(
            status,
            "DELETE",
            "/api/me/sessions/{sid}",
            "/api/me/sessions/" + id,
            Optional.empty(),
            List.of(header)));
  }

  private void confirmed(int status, String path, String body, String... headers) {
    samples.add(
        new Sample(
            status,
            "DELETE",
            path,
            path.replace("{sid}", "s".repeat(22)),
            Optional.of(body),
            List.of(headers)));
  }

  private static String sessionId(String token) {
    byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return new String(claims, StandardCharsets.UTF_8).replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  private String serviceKey(String name, String scope) {
    return TestServer.serviceKey(folder, name, scope);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private static String[] with(String[] key, String type) {
    return Stream.concat(Stream.of(key), Stream.of(type)).toArray(String[]::new);
  }

  private void describeOauth(String token, String refreshToken) {
    String refresh = "grant_type=refresh_token&refresh_token=" + refreshToken;
    post(200, "/oauth/token", refresh, FORM);
    post(401, "/oauth/token", refresh + "&client_id=other", FORM);
    post(401, "/oauth/revoke", "token=x", FORM, MIGUEL);
    post(200, "/oauth/revoke", "token=x", FORM);
    String asking = bearer(serviceKey("asks", "tokens:introspect"));
    post(200, "/oauth/introspect", "token=" + token, FORM, asking);
    post(401, "/oauth/introspect", "token=" + token, FORM, "Authorization: Bearer " + token);
    post(
        403,
        "/oauth/introspect",
        "token=" + token,
        FORM,
        bearer(serviceKey("follows", "revocations:read")));
    for (String method : List.of("GET", "HEAD")) {
      sample(401, method, "/api/revocations");
      sample(403, method, "/api/revocations", asking);
    }
    String auditing = bearer(serviceKey("audits", "events:read"));
    for (String method : List.of("GET", "HEAD")) {
      sample(200, method, "/api/admin/events", auditing);
      sample(200, method, "/api/admin/events", auditing, "Accept: application/x-ndjson");
      query(400, method, "/api/admin/events", "?limit=0", auditing);
      sample(401, method, "/api/admin/events");
      sample(403, method, "/api/admin/events", asking);
      sample(200, method, "/api/me/events", MIGUEL);
      query(400, method, "/api/me/events", "?limit=0", MIGUEL);
      sample(401, method, "/api/me/events", WRONG);
    }
    sample(200, "HEAD", "/api/revocations", bearer(serviceKey("reads", "revocations:read")));
    for (String path : List.of("/oauth/token", "/oauth/revoke", "/oauth/introspect")) {
      String[] key = path.endsWith("introspect") ? new String[] {asking} : new String[0];
      post(400, path, "", with(key, FORM));
      post(400, path, "{}", with(key, JSON));
      post(413, path, TOO_LARGE, with(key, FORM));
    }
    for (String name : List.of("oauth-authorization-server", "oauth-protected-resource")) {
      sample(200, "GET", "/.well-known/" + name);
      sample(200, "HEAD", "/.well-known/" + name);
    }
  }

  @Test
  void answersAsDescribed() {
    try (TestServer server = TestServer.start(folder, clock, SETTINGS)) {
      HttpCalls calls = server.calls();
      assertThat(calls.register("miguel", "python").status()).isEqualTo(201);
      assertThat(calls.register("susan", "monty").status()).isEqualTo(201);
      assertThat(calls.register("anna", "monty").status()).isEqualTo(201);
      assertThat(calls.register("peter", "monty").status()).isEqualTo(201);
      describeMail(new MailCalls(server, clock, mails));
      describeImpersonation(server);
      describe(
          calls.token("anna", "monty"), new OauthCalls(calls).logIn("anna", "monty").refresh());
      describeLogOut(calls.token("peter", "monty"), calls.token("peter", "monty"));
      samples.addAll(KeySamples.of(calls, basic("anna", "monty")));
      samples.addAll(KeySamples.ofServiceAccount(server));
      samples.addAll(RegistrationSamples.ofOpen(new MailCalls(server, clock, mails)));
      samples.addAll(AdministratorSamples.of(new MailCalls(server, clock, mails)));
      samples.addAll(OrganizationSamples.of(new MailCalls(server, clock, mails)));
      check(calls, samples);
    }
    Path other = folder.resolve("other");
    try (TestServer server = TestServer.start(other, clock, RegistrationSamples.SETTINGS)) {
      List<Sample> more = RegistrationSamples.ofVerified(server, mails);
      check(server.calls(), more);
      samples.addAll(more);
    }
    assertThat(
            samples.stream()
                .filter(sample -> !sample.method.equals("HEAD"))
                .map(Sample::key)
                .collect(Collectors.toSet()))
        .isEqualTo(describedAnswers());
  }

  /** Checks OPTIONS, which the document describes once for all paths. */
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
                            "\\{(sid|request|invitation|organization|key)}", "s".repeat(22));
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

  /** SubscriberTest and FeedTest check the stream; LoginCodesOffTest a server without log-ins by code. */
  private static boolean isTestedElsewhere(String method, String path, String status) {
    return Set.of("GET /api/revocations 200", "POST /api/login-codes 404")
        .contains(method + " " + path + " " + status);
  }

  private void check(HttpCalls calls, List<Sample> each) {
    for (Sample sample : each) {
      Reply reply =
          calls.call(
              sample.method, sample.path, sample.body, sample.headers.toArray(String[]::new));
      assertThat(reply.status()).as(sample.key() + " " + reply).isEqualTo(sample.status);
      check(sample, reply);
    }
  }

  private void check(Sample sample, Reply reply) {
    // The answer to HEAD is that of GET without the body.
    String method = sample.method.equals("HEAD") ? "GET" : sample.method;
    JsonNode described = document.response(method, sample.described, sample.status);
    for (Map.Entry<String, JsonNode> header : described.path("headers").properties()) {
      assertThat(reply.all(header.getKey())).as(sample.key() + " " + header.getKey()).isNotEmpty();
      String only = document.resolved(header.getValue()).at("/schema/const").asText();
      if (!only.isEmpty()) {
        assertThat(reply.header(header.getKey())).as(sample.key()).hasValue(only);
      }
    }
    if (sample.method.equals("HEAD") || !described.has("content")) {
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
