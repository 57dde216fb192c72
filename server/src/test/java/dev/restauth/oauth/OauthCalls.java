package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;

/**
 * Requests for tokens.
 *
 * @param calls sends the requests to the server
 */
public record OauthCalls(HttpCalls calls) {

  /** An access token and its refresh token. */
  public record Tokens(String access, String refresh) {}

  /** Logs in and requests a refresh token. */
  public Tokens logIn(String username, String password) {
    Reply reply = calls.get("/api/token?refresh=true", basic(username, password));
    if (reply.status() != 200) {
      throw new AssertionError(reply.toString());
    }
    return new Tokens(
        reply.json().get("token").asText(), reply.json().get("refresh_token").asText());
  }

  /** Sends a refresh token. */
  public Reply refresh(String refreshToken) {
    return calls.form("/oauth/token", "grant_type=refresh_token&refresh_token=" + refreshToken);
  }

  /** Sends a valid refresh token, and returns the new tokens. */
  public Tokens refreshed(String refreshToken) {
    Reply reply = refresh(refreshToken);
    if (reply.status() != 200) {
      throw new AssertionError(reply.toString());
    }
    JsonNode json = reply.json();
    return new Tokens(json.get("access_token").asText(), json.get("refresh_token").asText());
  }

  /** Returns the status of a request for the protected resource. */
  public int resource(String accessToken) {
    return calls.get("/api/resource", "Authorization: Bearer " + accessToken).status();
  }
}
