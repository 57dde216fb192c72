package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.operator.Reply.Done;
import dev.restauth.web.OpenApiAnswersTest.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Requests of administrators about accounts and roles, with the answers that they get. */
final class AdminSamples {
  private static final String JSON = "Content-Type: application/json";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String TOO_LARGE = " ".repeat(64 * 1024 + 1);
  private static final String USERS = "/api/admin/users";
  private static final String USER = USERS + "/{id}";
  private static final String KEYS = USER + "/keys";
  private static final String KEY = KEYS + "/{key}";
  private static final String ROLES = "/api/admin/roles";
  private static final String ROLE = ROLES + "/{role}";
  private static final String ADMIN = basic("administrator", "python");
  private static final String NOBODY = basic("nobody", "python");
  private static final String PLAIN = basic("clerk", "python");

  private final List<Sample> samples = new ArrayList<>();
  private final String id;
  private final String robot;

  private AdminSamples(String id, String robot) {
    this.id = id;
    this.robot = robot;
  }

  /** Makes an administrator and an account to act on. */
  static List<Sample> of(TestServer server) {
    operate(
        server,
        "user.create",
        Map.of("username", "administrator", "password", "python", "admin", "true"));
    operate(server, "user.create", Map.of("username", "clerk", "password", "python"));
    operate(server, "user.create", Map.of("username", "subject", "password", "python"));
    operate(server, "user.create", Map.of("username", "robot", "service", "true"));
    AdminSamples all =
        new AdminSamples(
            Long.toString(server.account("subject").id()),
            Long.toString(server.account("robot").id()));
    all.describe();
    all.describeKeys(key(server));
    return all.samples;
  }

  /** Makes a key of the service account, and returns its id. */
  private static String key(TestServer server) {
    String path = USERS + "/" + server.account("robot").id() + "/keys";
    return server.calls().post(path, "{\"name\":\"k\"}", ADMIN).json().get("id").asText();
  }

  private void describeKeys(String key) {
    String path = USERS + "/" + robot + "/keys";
    String nobodys = USERS + "/999999/keys";
    body(201, "POST", KEYS, path, "{\"name\":\"k\"}", ADMIN, JSON);
    body(404, "POST", KEYS, nobodys, "{\"name\":\"k\"}", ADMIN, JSON);
    refused("POST", KEYS, path);
    for (String method : List.of("GET", "HEAD")) {
      sample(200, method, KEYS, path, ADMIN);
      sample(404, method, KEYS, nobodys, ADMIN);
    }
    sample(204, "DELETE", KEY, path + "/" + key, ADMIN);
    sample(404, "DELETE", KEY, path + "/" + key, ADMIN);
    for (String[] each :
        new String[][] {
          {"POST", KEYS, path}, {"GET", KEYS, path}, {"DELETE", KEY, path + "/" + key}
        }) {
      sample(401, each[0], each[1], each[2], NOBODY);
      sample(403, each[0], each[1], each[2], PLAIN);
    }
  }

  private static void operate(TestServer server, String operation, Map<String, String> arguments) {
    assertThat(server.operate(operation, arguments)).isInstanceOf(Done.class);
  }

  private void describe() {
    for (String method : List.of("GET", "HEAD")) {
      sample(200, method, USERS, USERS + "?prefix=s&limit=1", ADMIN);
      sample(400, method, USERS, USERS + "?limit=0", ADMIN);
      sample(200, method, USER, path(), ADMIN);
      sample(304, method, USER, path(), ADMIN, "If-None-Match: *");
      sample(404, method, USER, USERS + "/999999", ADMIN);
      sample(200, method, ROLES, ROLES, ADMIN);
    }
    body(201, "POST", USERS, USERS, "{\"username\":\"new\",\"roles\":[]}", ADMIN, JSON);
    refused("POST", USERS, USERS);
    body(200, "PUT", ROLE, ROLES + "/sampler", "{\"scopes\":[\"posts:read\"]}", ADMIN, JSON);
    refused("PUT", ROLE, ROLES + "/sampler");
    body(200, "PUT", USER + "/roles", path() + "/roles", "{\"roles\":[\"sampler\"]}", ADMIN, JSON);
    body(200, "PATCH", USER, path(), "{\"display_name\":\"S\"}", ADMIN, JSON);
    for (String[] each : new String[][] {{"PATCH", ""}, {"PUT", "/roles"}}) {
      String json = each[1].isEmpty() ? "{}" : "{\"roles\":[]}";
      refused(each[0], USER + each[1], path() + each[1]);
      body(404, each[0], USER + each[1], USERS + "/999999" + each[1], json, ADMIN, JSON);
      body(412, each[0], USER + each[1], path() + each[1], json, ADMIN, JSON, "If-Match: \"x\"");
    }
    body(200, "PUT", USER + "/roles", path() + "/roles", "{\"roles\":[]}", ADMIN, JSON);
    sample(204, "DELETE", ROLE, ROLES + "/sampler", ADMIN);
    sample(404, "DELETE", ROLE, ROLES + "/sampler", ADMIN);
    sample(412, "DELETE", USER, path(), ADMIN, "If-Match: \"x\"");
    sample(204, "DELETE", USER, path(), ADMIN);
    sample(404, "DELETE", USER, path(), ADMIN);
    for (String[] each :
        new String[][] {
          {"GET", USERS, USERS},
          {"POST", USERS, USERS},
          {"GET", USER, path()},
          {"PATCH", USER, path()},
          {"DELETE", USER, path()},
          {"PUT", USER + "/roles", path() + "/roles"},
          {"GET", ROLES, ROLES},
          {"PUT", ROLE, ROLES + "/sampler"},
          {"DELETE", ROLE, ROLES + "/sampler"}
        }) {
      sample(401, each[0], each[1], each[2], NOBODY);
      sample(403, each[0], each[1], each[2], PLAIN);
    }
  }

  private String path() {
    return USERS + "/" + id;
  }

  /** Bodies that no call takes. */
  private void refused(String method, String described, String path) {
    body(400, method, described, path, "{\"x\":1}", ADMIN, JSON);
    body(413, method, described, path, TOO_LARGE, ADMIN, JSON);
    body(415, method, described, path, "x=1", ADMIN, FORM);
  }

  private void sample(int status, String method, String described, String path, String... headers) {
    samples.add(new Sample(status, method, described, path, Optional.empty(), List.of(headers)));
  }

  private void body(
      int status, String method, String described, String path, String body, String... headers) {
    samples.add(
        new Sample(
            status, method, described, path, Optional.of(body), Stream.of(headers).toList()));
  }
}
