package dev.restauth.role;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Calls about roles and tokens to a server whose accounts have the password {@code python}. */
public record RoleScene(TestServer server) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Defines a role with scopes, separated by spaces. */
  public Reply define(String role, String scopes) {
    return server.operate("role.define", Map.of("role", role, "scopes", scopes));
  }

  public Reply assign(String role, String username) {
    return server.operate("role.assign", Map.of("role", role, "username", username));
  }

  public Reply take(String role, String username) {
    return server.operate("role.take", Map.of("role", role, "username", username));
  }

  /** Requests a token, with a query such as {@code ?scope=a}. */
  public HttpCalls.Reply ask(String query, String authorization) {
    return server.calls().get("/api/token" + query, authorization, "Accept: application/json");
  }

  /** Logs in, and returns the token. */
  public String logIn(String username, String query) {
    return tokenOf(ask(query, basic(username, "python")));
  }

  public static String tokenOf(HttpCalls.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().get("token").asText();
  }

  /** Renews a token. */
  public String renew(String token) {
    return tokenOf(ask("", bearer(token)));
  }

  public static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  /** Returns the status of a call with a token, and the problem type, if there is one. */
  public String outcome(String path, String authorization) {
    return problem(server.calls().get(path, authorization, "Accept: application/json"));
  }

  /**
   * Returns whether a path accepts a token or a key. Fails if the path refuses with any status
   * except 401.
   */
  public boolean opens(String path, String bearer) {
    String outcome = outcome(path, bearer(bearer));
    assertThat(outcome).isIn("200", "401 unauthorized");
    return outcome.equals("200");
  }

  public static String problem(HttpCalls.Reply reply) {
    return reply.status() < 400
        ? Integer.toString(reply.status())
        : reply.status() + " " + reply.json().path("type").asText().replaceAll(".*/", "");
  }

  /** Uses a refresh token. */
  public HttpCalls.Reply refresh(String refreshToken, Map<String, String> more) {
    Map<String, String> form = new HashMap<>(more);
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refreshToken);
    StringBuilder text = new StringBuilder();
    form.forEach(
        (name, value) -> text.append('&').append(name).append('=').append(value.replace(' ', '+')));
    return server.calls().form("/oauth/token", text.substring(1));
  }

  public static JsonNode claims(String token) {
    try {
      return JSON.readTree(
          Base64.getUrlDecoder()
              .decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the scopes of a token. */
  public static Set<String> scopes(String token) {
    return new TreeSet<>(Set.of(claims(token).get("scope").asText().split(" ")));
  }

  /** Returns whether introspection reports a token as active. */
  public boolean isActive(String serviceKey, String token) {
    return server
        .calls()
        .form("/oauth/introspect", "token=" + token, bearer(serviceKey))
        .json()
        .get("active")
        .asBoolean();
  }

  /** Returns the error message of a failed operation. */
  public static Optional<String> failure(Reply reply) {
    return reply instanceof Reply.Failed failed ? Optional.of(failed.toString()) : Optional.empty();
  }
}
