package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import dev.restauth.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests of an administrator who impersonates a user. */
final class ImpersonationSamples extends Samples {
  private ImpersonationSamples() {}

  /**
   * Creates an administrator, and impersonates peter.
   *
   * @param server a server with the account peter, who has the password {@code monty}
   */
  static List<Sample> of(TestServer server) {
    ImpersonationSamples samples = new ImpersonationSamples();
    samples.describe(server);
    return samples.all();
  }

  private void describe(TestServer server) {
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
    add(status, "POST", path, path.replace("{id}", Long.toString(id)), Optional.of(body), headers);
  }
}
