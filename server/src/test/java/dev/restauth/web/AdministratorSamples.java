package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import dev.restauth.email.MailCalls;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import dev.restauth.web.OpenApiAnswersTest.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Samples of the calls of administrators that belong to other features than accounts. */
final class AdministratorSamples {
  private static final String JSON = "Content-Type: application/json";
  private static final String TOO_LARGE = " ".repeat(64 * 1024 + 1);
  private static final String WRONG = basic("helper", "wrong");
  private static final String NONE = basic("nobody-special", "python");
  private static final String SESSIONS = "/api/admin/users/{id}/sessions";
  private static final String SESSION = SESSIONS + "/{sid}";
  private static final String RESET = "/api/admin/users/{id}/password-reset";
  private static final String INVITATIONS = "/api/admin/invitations";
  private static final String INVITATION = INVITATIONS + "/{invitation}";
  private static final String KEYS = "/api/admin/service-keys";
  private static final String KEY = KEYS + "/{name}";

  private final List<Sample> samples = new ArrayList<>();
  private final String root;

  private AdministratorSamples(String root) {
    this.root = root;
  }

  private void add(
      int status, String method, String described, String path, String body, String... headers) {
    samples.add(
        new Sample(
            status,
            method,
            described,
            path,
            Optional.of(body).filter(text -> !text.isEmpty()),
            List.of(headers)));
  }

  /** Callers who are refused. */
  private void strangers(String method, String described) {
    String path =
        described
            .replace("{id}", "1")
            .replace("{name}", "shop")
            .replaceAll("\\{(sid|invitation)}", "s".repeat(22));
    add(401, method, described, path, "", WRONG);
    add(403, method, described, path, "", NONE);
  }

  private void list(String path, String... queries) {
    for (String method : List.of("GET", "HEAD")) {
      add(200, method, path, path, "", root);
      for (String query : queries) {
        add(400, method, path, path + query, "", root);
      }
    }
    strangers("GET", path);
  }

  private void refused(String method, String described, String path) {
    add(400, method, described, path, "{\"x\":1}", root, JSON);
    add(413, method, described, path, TOO_LARGE, root, JSON);
    add(415, method, described, path, "x=1", root);
  }

  static List<Sample> of(MailCalls mail) {
    AdministratorCalls calls = new AdministratorCalls(mail.server());
    String root =
        calls.administrator(
            "helper",
            "users:read users:write invitations:write mail:read clients:read clients:write");
    mail.server().calls().register("nobody-special", "python");
    AdministratorSamples samples = new AdministratorSamples(root);
    samples.accounts(mail, calls);
    samples.invitations(calls);
    samples.keys();
    samples.list("/api/admin/mail", "?state=x");
    samples.list("/api/admin/statistics");
    return samples.samples;
  }

  private void accounts(MailCalls mail, AdministratorCalls calls) {
    mail.withAddress("yolanda", "python");
    String id = Long.toString(calls.id("yolanda"));
    String session =
        RoleScene.claims(mail.server().calls().token("yolanda", "python")).get("sid").asText();
    String sessions = SESSIONS.replace("{id}", id);
    String nobodys = SESSIONS.replace("{id}", "999999");
    for (String method : List.of("GET", "HEAD")) {
      add(200, method, SESSIONS, sessions, "", root);
      add(404, method, SESSIONS, nobodys, "", root);
    }
    add(204, "DELETE", SESSION, sessions + "/" + session, "", root);
    add(404, "DELETE", SESSION, sessions + "/" + session, "", root);
    add(204, "DELETE", SESSIONS, sessions, "", root);
    add(404, "DELETE", SESSIONS, nobodys, "", root);
    add(202, "POST", RESET, RESET.replace("{id}", id), "", root);
    add(404, "POST", RESET, RESET.replace("{id}", "999999"), "", root);
    strangers("GET", SESSIONS);
    strangers("DELETE", SESSIONS);
    strangers("DELETE", SESSION);
    strangers("POST", RESET);
  }

  private void invitations(AdministratorCalls calls) {
    String body = "{\"email\":\"%s\"}".formatted(MailCalls.freshAddress());
    String id = calls.send("POST", INVITATIONS, body, root).json().get("id").asText();
    add(201, "POST", INVITATIONS, INVITATIONS, body, root, JSON);
    refused("POST", INVITATIONS, INVITATIONS);
    strangers("POST", INVITATIONS);
    list(INVITATIONS, "?email=x", "?cursor=x");
    add(204, "DELETE", INVITATION, INVITATIONS + "/" + id, "", root);
    add(404, "DELETE", INVITATION, INVITATIONS + "/" + id, "", root);
    strangers("DELETE", INVITATION);
  }

  private void keys() {
    String path = KEYS + "/sample";
    String body = "{\"name\":\"sample\",\"scopes\":[\"tokens:introspect\"]}";
    add(201, "POST", KEYS, KEYS, body, root, JSON);
    refused("POST", KEYS, KEYS);
    strangers("POST", KEYS);
    list(KEYS, "?limit=201");
    add(200, "PATCH", KEY, path, "{\"state\":\"disabled\"}", root, JSON);
    add(404, "PATCH", KEY, KEYS + "/nobody", "{\"state\":\"active\"}", root, JSON);
    refused("PATCH", KEY, path);
    strangers("PATCH", KEY);
    add(204, "DELETE", KEY, path, "", root);
    add(404, "DELETE", KEY, path, "", root);
    strangers("DELETE", KEY);
  }
}
