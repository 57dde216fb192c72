package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.operator.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples of calls about organizations. */
final class OrganizationSamples extends Samples {
  private static final String ALL = "/api/organizations";
  private static final String ONE = ALL + "/{organization}";
  private static final String MEMBERS = ONE + "/members";
  private static final String MEMBER = MEMBERS + "/{id}";
  private static final String ME = MEMBERS + "/me";
  private static final String INVITATIONS = ONE + "/invitations";
  private static final String INVITATION = INVITATIONS + "/{invitation}";
  private static final String MINE = "/api/me/invitations";
  private static final String MINE_ONE = MINE + "/{invitation}";
  private static final String ALL_OF_ALL = "/api/admin/organizations";
  private static final String ROLES = "/api/admin/organization-roles";
  private static final String ROLE = ROLES + "/{organization_role}";
  private static final String OWNER = basic("oscar", "monty");
  private static final String USER = basic("ulla", "monty");
  private static final String OTHER = basic("otto", "monty");
  private static final String WRONG = basic("oscar", "wrong");

  private final String id;
  private final String member;
  private String theirs = "";
  private String useless = "";
  private String useful = "";

  private OrganizationSamples(String id, String member) {
    this.id = id;
    this.member = member;
  }

  /** Creates accounts and an organization on a server, and returns the samples that use them. */
  static List<Sample> of(MailCalls mail) {
    TestServer server = mail.server();
    for (String name : List.of("oscar", "ulla")) {
      server.calls().register(name, "monty");
    }
    String address = mail.withAddress("otto", "monty");
    server.operate("role.define", Map.of("role", "orgs", "scopes", "orgs:write roles:write"));
    server.operate("role.assign", Map.of("role", "orgs", "username", "oscar"));
    Reply made =
        server.operate("org.create", Map.of("slug", "acme", "name", "Acme", "username", "oscar"));
    String id = String.valueOf(((Reply.Done) made).facts().values().get("id"));
    server.operate("org.add", Map.of("slug", "acme", "username", "ulla", "role", "member"));
    server.operate("org.add", Map.of("slug", "acme", "username", "otto", "role", "member"));
    OrganizationSamples samples =
        new OrganizationSamples(id, Long.toString(server.account("otto").id()));
    samples.invite(mail, address);
    samples.describe("Authorization: Bearer " + server.calls().token("oscar", "monty"));
    return samples.all();
  }

  /**
   * Adds two invitations: one by a member who may no longer invite, and one by a member who still
   * may.
   */
  private void invite(MailCalls mail, String address) {
    TestServer server = mail.server();
    String other =
        String.valueOf(
            ((Reply.Done)
                    server.operate(
                        "org.create",
                        Map.of("slug", "second", "name", "Second", "username", "oscar")))
                .facts()
                .values()
                .get("id"));
    server.operate("org.add", Map.of("slug", "acme", "username", "ulla", "role", "admin"));
    useless = invited(mail, id, address, USER);
    server.operate("org.add", Map.of("slug", "acme", "username", "ulla", "role", "member"));
    useful = invited(mail, other, address, OWNER);
    theirs = invited(mail, id, MailCalls.freshAddress(), OWNER);
  }

  private static String invited(
      MailCalls mail, String organization, String address, String authorization) {
    return mail.json(
            "POST",
            ALL + "/" + organization + "/invitations",
            "{\"email\":\"%s\",\"role\":\"member\"}".formatted(address),
            authorization)
        .json()
        .get("id")
        .asText();
  }

  private void describeInvitations() {
    get(200, INVITATIONS, "", OWNER);
    get(401, INVITATIONS, "", WRONG);
    get(403, INVITATIONS, "", USER);
    add(404, "GET", INVITATIONS, unknown(INVITATIONS), Optional.empty(), OTHER);
    String inviting = "{\"email\":\"lisa@example.com\",\"role\":\"member\"}";
    send(201, "POST", INVITATIONS, inviting, OWNER, JSON);
    send(401, "POST", INVITATIONS, inviting, WRONG, JSON);
    send(403, "POST", INVITATIONS, inviting, USER, JSON);
    add(404, "POST", INVITATIONS, unknown(INVITATIONS), Optional.of(inviting), OTHER, JSON);
    refused("POST", INVITATIONS, OWNER);
    String none = there(INVITATION).replace("{invitation}", "A".repeat(22));
    String one = there(INVITATION).replace("{invitation}", theirs);
    add(401, "DELETE", INVITATION, none, Optional.empty(), WRONG);
    add(403, "DELETE", INVITATION, one, Optional.empty(), USER);
    add(404, "DELETE", INVITATION, none, Optional.empty(), OWNER);
    add(204, "DELETE", INVITATION, one, Optional.empty(), OWNER);
    get(200, MINE, "", OTHER);
    get(401, MINE, "", WRONG);
    for (String method : List.of("POST", "DELETE")) {
      mine(401, method, "A".repeat(22), WRONG);
      mine(404, method, "A".repeat(22), OTHER);
    }
    mine(403, "POST", useless, OTHER);
    mine(204, "DELETE", useless, OTHER);
    mine(204, "POST", useful, OTHER);
  }

  private void mine(int status, String method, String invitation, String authorization) {
    add(status, method, MINE_ONE, MINE + "/" + invitation, Optional.empty(), authorization);
  }

  private void describe(String token) {
    for (String path : List.of(ALL, ONE, MEMBERS, ALL_OF_ALL, ROLES)) {
      get(200, path, "", OWNER);
      get(401, path, "", WRONG);
    }
    get(304, ONE, "", OWNER, "If-None-Match: *");
    get(403, ROLES, "", USER);
    get(403, ALL_OF_ALL, "", USER);
    get(400, ALL_OF_ALL, "?limit=0", OWNER);
    get(400, MEMBERS, "?limit=0", OWNER);
    add(404, "GET", ONE, unknown(ONE), Optional.empty(), USER);
    add(404, "GET", MEMBERS, unknown(MEMBERS), Optional.empty(), USER);

    String making = "{\"name\":\"B\",\"slug\":\"b-ltd\"}";
    send(201, "POST", ALL, making, OWNER, JSON);
    send(401, "POST", ALL, making, WRONG, JSON);
    send(403, "POST", ALL, making, USER, JSON);
    refused("POST", ALL, OWNER);

    send(200, "PATCH", ONE, "{\"name\":\"New\"}", OWNER, JSON);
    send(401, "PATCH", ONE, "{}", WRONG, JSON);
    send(403, "PATCH", ONE, "{}", USER, JSON);
    send(412, "PATCH", ONE, "{}", OWNER, JSON, "If-Match: \"x\"");
    add(404, "PATCH", ONE, unknown(ONE), Optional.of("{}"), USER, JSON);
    refused("PATCH", ONE, OWNER);

    describeInvitations();
    String role = "{\"role\":\"admin\"}";
    send(200, "PUT", MEMBER, role, OWNER, JSON);
    send(401, "PUT", MEMBER, role, WRONG, JSON);
    send(403, "PUT", MEMBER, role, USER, JSON);
    add(404, "PUT", MEMBER, unknown(MEMBER), Optional.of(role), USER, JSON);
    refused("PUT", MEMBER, OWNER);
    add(401, "DELETE", MEMBER, there(MEMBER), Optional.empty(), WRONG);
    add(403, "DELETE", MEMBER, there(MEMBER), Optional.empty(), USER);
    add(404, "DELETE", MEMBER, unknown(MEMBER), Optional.empty(), USER);
    add(204, "DELETE", MEMBER, there(MEMBER), Optional.empty(), OWNER);
    add(401, "DELETE", ME, there(ME), Optional.empty(), WRONG);
    add(404, "DELETE", ME, unknown(ME), Optional.empty(), USER);
    add(204, "DELETE", ME, there(ME), Optional.empty(), USER);

    String scopes = "{\"scopes\":[\"docs:read\"]}";
    send(200, "PUT", ROLE, scopes, OWNER, JSON);
    send(401, "PUT", ROLE, scopes, WRONG, JSON);
    send(403, "PUT", ROLE, scopes, USER, JSON);
    refused("PUT", ROLE, OWNER);

    add(401, "DELETE", ONE, there(ONE), Optional.empty(), WRONG);
    add(403, "DELETE", ONE, there(ONE), Optional.empty(), token);
    add(404, "DELETE", ONE, unknown(ONE), Optional.empty(), USER);
    refused("DELETE", ONE, token);
    add(204, "DELETE", ONE, there(ONE), Optional.empty(), OWNER);
  }

  private void get(int status, String path, String query, String... headers) {
    for (String method : List.of("GET", "HEAD")) {
      add(status, method, path, there(path) + query, Optional.empty(), headers);
    }
  }

  private void send(int status, String method, String path, String body, String... headers) {
    add(status, method, path, there(path), Optional.of(body), headers);
  }

  /** Adds requests with bodies that no call accepts. */
  private void refused(String method, String path, String authorization) {
    send(400, method, path, "{\"current_password\":1}", authorization, JSON);
    send(413, method, path, TOO_LARGE, authorization, JSON);
    send(415, method, path, "x=1", authorization, FORM);
  }

  private String there(String path) {
    return path.replace("{organization}", id)
        .replace("{id}", member)
        .replace("{organization_role}", "admin");
  }

  private String unknown(String path) {
    return path.replace("{organization}", "A".repeat(22)).replace("{id}", member);
  }
}
