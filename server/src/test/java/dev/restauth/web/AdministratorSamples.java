package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import dev.restauth.email.MailCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import java.util.List;
import java.util.Optional;

/** Requests of administrators, with their responses. */
final class AdministratorSamples extends Samples {
  private static final String WRONG = basic("helper", "wrong");
  private static final String NONE = basic("nobody-special", "python");
  private static final String USERS = "/api/admin/users";
  private static final String USER = USERS + "/{id}";
  private static final String ROLES = "/api/admin/roles";
  private static final String ROLE = ROLES + "/{role}";
  private static final String SESSIONS = "/api/admin/users/{id}/sessions";
  private static final String SESSION = SESSIONS + "/{sid}";
  private static final String RESET = "/api/admin/users/{id}/password-reset";
  private static final String INVITATIONS = "/api/admin/invitations";
  private static final String INVITATION = INVITATIONS + "/{invitation}";
  private static final String KEYS = "/api/admin/service-keys";
  private static final String KEY = KEYS + "/{name}";
  private static final String CLIENTS = "/api/admin/clients";
  private static final String CLIENT = CLIENTS + "/{client}";
  private static final String SECRETS = CLIENT + "/secrets";
  private static final String SECRET = SECRETS + "/{secret}";

  private final String root;

  private AdministratorSamples(String root) {
    this.root = root;
  }

  /**
   * Adds a request.
   *
   * @param body the body, or an empty text for none
   */
  private void add(
      int status, String method, String described, String path, String body, String... headers) {
    add(
        status,
        method,
        described,
        path,
        Optional.of(body).filter(text -> !text.isEmpty()),
        headers);
  }

  /** Adds a request with a wrong password, and a request of a user without rights. */
  private void strangers(String method, String described) {
    String path =
        described
            .replace("{id}", "1")
            .replace("{name}", "shop")
            .replace("{role}", "sampler")
            .replace("{client}", "sampler")
            .replace("{secret}", "5f0c1d2e3b4a5968")
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
    badBodies(method, described, path, root);
  }

  static List<Sample> of(MailCalls mail) {
    AdministratorCalls calls = new AdministratorCalls(mail.server());
    String root =
        calls.administrator(
            "helper",
            "users:read users:write roles:assign roles:write invitations:write mail:read"
                + " clients:read clients:write");
    mail.server().calls().register("nobody-special", "python");
    AdministratorSamples samples = new AdministratorSamples(root);
    samples.users(calls);
    samples.roles(Long.toString(calls.id("subject")));
    samples.closing(Long.toString(calls.id("subject")));
    samples.sessions(mail, calls);
    samples.invitations(calls);
    samples.keys();
    samples.clients(calls);
    samples.list("/api/admin/mail", "?state=x");
    samples.list("/api/admin/statistics");
    return samples.all();
  }

  private void users(AdministratorCalls calls) {
    String subject = USERS + "/" + calls.user("subject");
    list(USERS, "?limit=0");
    for (String method : List.of("GET", "HEAD")) {
      add(200, method, USER, subject, "", root);
      add(304, method, USER, subject, "", root, "If-None-Match: *");
      add(404, method, USER, USERS + "/999999", "", root);
    }
    strangers("GET", USER);
    add(201, "POST", USERS, USERS, "{\"username\":\"new\",\"roles\":[]}", root, JSON);
    refused("POST", USERS, USERS);
    strangers("POST", USERS);
    add(200, "PATCH", USER, subject, "{\"display_name\":\"S\"}", root, JSON);
    changed("PATCH", "", subject, "{}");
  }

  /** Adds refused changes of an account. */
  private void changed(String method, String part, String subject, String body) {
    String described = USER + part;
    refused(method, described, subject + part);
    add(404, method, described, USERS + "/999999" + part, body, root, JSON);
    add(412, method, described, subject + part, body, root, JSON, "If-Match: \"x\"");
    strangers(method, described);
  }

  private void roles(String id) {
    String role = ROLES + "/sampler";
    String subject = USERS + "/" + id;
    list(ROLES);
    add(200, "PUT", ROLE, role, "{\"scopes\":[\"posts:read\"]}", root, JSON);
    refused("PUT", ROLE, role);
    strangers("PUT", ROLE);
    for (String roles : List.of("[\"sampler\"]", "[]")) {
      String body = "{\"roles\":" + roles + "}";
      add(200, "PUT", USER + "/roles", subject + "/roles", body, root, JSON);
    }
    changed("PUT", "/roles", subject, "{\"roles\":[]}");
    add(204, "DELETE", ROLE, role, "", root);
    add(404, "DELETE", ROLE, role, "", root);
    strangers("DELETE", ROLE);
  }

  private void closing(String id) {
    String subject = USERS + "/" + id;
    strangers("DELETE", USER);
    add(412, "DELETE", USER, subject, "", root, "If-Match: \"x\"");
    add(204, "DELETE", USER, subject, "", root);
    add(404, "DELETE", USER, subject, "", root);
  }

  private void sessions(MailCalls mail, AdministratorCalls calls) {
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
    String email = "{\"email\":\"%s\"}";
    String first = email.formatted(MailCalls.freshAddress());
    String id = calls.json("POST", INVITATIONS, first, root).json().get("id").asText();
    String body = email.formatted(MailCalls.freshAddress());
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

  /** Registers a client, and returns the id of the client's secret. */
  private String secret(AdministratorCalls calls, String client) {
    Reply created =
        calls.json(
            "POST",
            CLIENTS,
            "{'client_id':'" + client + "','redirect_uris':['https://other.example/cb']}",
            root);
    return created.json().at("/secrets/0/id").asText();
  }

  private void clients(AdministratorCalls calls) {
    String path = CLIENTS + "/sampler";
    String body = "{\"client_id\":\"sampler\",\"redirect_uris\":[\"https://sampler.example/cb\"]}";
    add(201, "POST", CLIENTS, CLIENTS, body, root, JSON);
    refused("POST", CLIENTS, CLIENTS);
    strangers("POST", CLIENTS);
    list(CLIENTS, "?limit=201");
    for (String method : List.of("GET", "HEAD")) {
      add(200, method, CLIENT, path, "", root);
      add(304, method, CLIENT, path, "", root, "If-None-Match: *");
      add(404, method, CLIENT, CLIENTS + "/nobody", "", root);
    }
    strangers("GET", CLIENT);
    add(200, "PATCH", CLIENT, path, "{\"client_name\":\"Sampler\"}", root, JSON);
    add(404, "PATCH", CLIENT, CLIENTS + "/nobody", "{}", root, JSON);
    add(412, "PATCH", CLIENT, path, "{}", root, JSON, "If-Match: \"x\"");
    refused("PATCH", CLIENT, path);
    strangers("PATCH", CLIENT);
    add(201, "POST", SECRETS, path + "/secrets", "", root);
    add(404, "POST", SECRETS, CLIENTS + "/nobody/secrets", "", root);
    strangers("POST", SECRETS);
    add(404, "DELETE", SECRET, path + "/secrets/5f0c1d2e3b4a5968", "", root);
    add(204, "DELETE", SECRET, CLIENTS + "/other/secrets/" + secret(calls, "other"), "", root);
    strangers("DELETE", SECRET);
    add(412, "DELETE", CLIENT, path, "", root, "If-Match: \"x\"");
    add(204, "DELETE", CLIENT, path, "", root);
    add(404, "DELETE", CLIENT, path, "", root);
    strangers("DELETE", CLIENT);
  }
}
