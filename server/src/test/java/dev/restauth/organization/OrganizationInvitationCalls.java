package dev.restauth.organization;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.http.HttpCalls;

/**
 * Calls about the invitations to an organization.
 *
 * @param path the path below {@code /api}
 */
record OrganizationInvitationCalls(OrganizationScene scene, String path) {
  static final String MINE = "/me/invitations";

  /** Returns the calls about the invitations to an organization. */
  static OrganizationInvitationCalls to(OrganizationScene scene, String organization) {
    return new OrganizationInvitationCalls(
        scene, "/organizations/" + organization + "/invitations");
  }

  HttpCalls.Reply invite(String inviter, String email, String role) {
    return scene.call(
        "POST",
        path,
        "{\"email\":\"%s\",\"role\":\"%s\"}".formatted(email, role),
        basic(inviter, "python"));
  }

  /** Invites an address, and returns the id of the invitation. */
  String invited(String inviter, String email, String role) {
    HttpCalls.Reply reply = invite(inviter, email, role);
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.json().get("id").asText();
  }

  /** Returns the pending invitations of a user. */
  JsonNode pending(String username) {
    return scene.get(MINE, basic(username, "python")).json().get("invitations");
  }

  /** Accepts an invitation without the code. */
  String accept(String id, String username) {
    return scene.outcome("POST", MINE + "/" + id, "", username);
  }

  String decline(String id, String username) {
    return scene.outcome("DELETE", MINE + "/" + id, "", username);
  }
}
