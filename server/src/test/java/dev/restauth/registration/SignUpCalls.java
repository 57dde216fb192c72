package dev.restauth.registration;

import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import java.util.Map;
import java.util.stream.Collectors;

/** The calls that create accounts. */
record SignUpCalls(TestServer server) {
  /**
   * Returns the settings of a server that logs its mails and has the given {@code registration}.
   */
  static Map<String, String> settings(String registration) {
    return Map.of(
        "mail-log", "true",
        "public-url", "https://accounts.example",
        "registration", registration);
  }

  /** Calls POST /api/users with an e-mail address. */
  Reply withEmail(String username, String email, String... headers) {
    return server
        .calls()
        .post(
            "/api/users",
            "{\"username\":\"%s\",\"password\":\"python\",\"email\":\"%s\"}"
                .formatted(username, email),
            headers);
  }

  /** Calls POST /api/registrations. */
  Reply ask(String address, String... headers) {
    return server
        .calls()
        .post("/api/registrations", "{\"email\":\"%s\"}".formatted(address), headers);
  }

  /** Requests a registration for an address, and returns the request id. */
  String asked(String address) {
    Reply reply = ask(address);
    if (reply.status() != 202) {
      throw new AssertionError(reply.toString());
    }
    return reply.json().get("request").asText();
  }

  /** Calls POST /api/registrations/{request}. */
  Reply register(String request, String code, String username, String password) {
    return server.calls().post("/api/registrations/" + request, body(code, username, password));
  }

  /** Invites an address, and returns the id of the invitation. */
  String invited(String address) {
    return String.valueOf(((Done) invite(address)).facts().values().get("id"));
  }

  /** Runs {@code restauth user invite}. */
  dev.restauth.operator.Reply invite(String address) {
    return operate(Map.of("email", address, "language", "en", "expires", "72h"));
  }

  /**
   * Runs {@code restauth user invite} with arguments. On PostgreSQL, the command runs in its own
   * process, and the server would find the mail up to ten seconds later. The registration that
   * follows makes the server look for mails immediately.
   */
  dev.restauth.operator.Reply operate(Map<String, String> arguments) {
    dev.restauth.operator.Reply reply = server.operate("user.invite", arguments);
    var _ = withEmail("not:a name", "nobody@example.com");
    return reply;
  }

  /** Calls POST /api/invitations/{invitation} without credentials. */
  Reply accept(String invitation, String code, String username, String... headers) {
    return server
        .calls()
        .post("/api/invitations/" + invitation, body(code, username, "python"), headers);
  }

  /** Calls POST /api/invitations/{invitation} as a user. */
  Reply join(String invitation, String code, String credentials) {
    return server
        .calls()
        .post("/api/invitations/" + invitation, "{\"code\":\"%s\"}".formatted(code), credentials);
  }

  private static String body(String code, String username, String password) {
    return "{\"code\":\"%s\",\"username\":\"%s\",\"password\":\"%s\"}"
        .formatted(code, username, password);
  }

  /** Returns the type of a problem, or the status. */
  static String outcome(Reply reply) {
    return reply.status() < 400 ? "" + reply.status() : MailCalls.problem(reply);
  }

  /** Returns a response without its time and its request id. */
  static String bytes(Reply reply) {
    return reply.status()
        + reply.headers().stream()
            .filter(header -> !header.getKey().equals("date"))
            .map(header -> header.getKey() + ": " + header.getValue() + "\n")
            .collect(Collectors.joining())
        + reply.body().replaceFirst("\"request\":\"[\\w-]{22}\"", "\"request\":\"…\"");
  }
}
