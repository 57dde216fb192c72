package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.work.SolvedWork;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples of calls that create accounts. */
final class RegistrationSamples extends Samples {
  /** The settings of a server without open registration. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "mail-log", "true",
          "public-url", "https://accounts.example",
          "registration", "verified",
          "sign-up-work", "1",
          "email-login", "on",
          "user-names", "own");

  private static final String VERA = basic("vera", "monty");
  private static final String USERS = "/api/users";
  private static final String REGISTRATIONS = "/api/registrations";
  private static final String REGISTRATION = "/api/registrations/{request}";
  private static final String INVITATION = "/api/invitations/{invitation}";

  private void send(int status, String described, String id, String body, String... headers) {
    add(
        status,
        "POST",
        described,
        described.replaceFirst("\\{.*}", id),
        Optional.of(body),
        headers);
  }

  private void get(int status, String path, String... headers) {
    for (String method : List.of("GET", "HEAD")) {
      sample(status, method, path, headers);
    }
  }

  /** Adds requests with bodies and ids that no call accepts. */
  private void refused(String described, String id) {
    send(400, described, id, "{\"x\":1}", JSON);
    send(413, described, id, TOO_LARGE, JSON);
    send(415, described, id, "x=1");
    if (described.contains("{")) {
      send(404, described, "x", "{}", JSON);
    }
  }

  /** Returns the samples of a server with open registration. */
  static List<Sample> ofOpen(MailCalls mail) {
    RegistrationSamples samples = new RegistrationSamples();
    samples.invitations(mail);
    samples.get(404, "/api/sign-up-work");
    return samples.all();
  }

  private void invitations(MailCalls mail) {
    String veras = mail.withAddress("vera", "monty");
    String[] joining = invited(mail, veras);
    String[] making = invited(mail, MailCalls.freshAddress());
    refused(INVITATION, making[0]);
    send(401, INVITATION, joining[0], "{}", JSON, basic("vera", "wrong"));
    send(403, INVITATION, making[0], accept("x", "wanda"), JSON);
    send(201, INVITATION, making[0], accept(making[1], "wanda"), JSON);
    send(204, INVITATION, joining[0], "{\"code\":\"" + joining[1] + "\"}", JSON, VERA);
  }

  private static String[] invited(MailCalls mail, String address) {
    Reply reply =
        mail.server()
            .operate("user.invite", Map.of("email", address, "language", "en", "expires", "1h"));
    if (!(reply instanceof Reply.Done)) {
      throw new AssertionError(reply.toString());
    }
    return mail.mails().next(address).fragment().split("\\.", 2);
  }

  private static String accept(String code, String username) {
    return "{\"code\":\"%s\",\"username\":\"%s\",\"password\":\"python\"}"
        .formatted(code, username);
  }

  /** Returns the samples of a server with {@link #SETTINGS}. */
  static List<Sample> ofVerified(TestServer server, SentMails mails) {
    RegistrationSamples samples = new RegistrationSamples();
    HttpCalls calls = server.calls();
    String address = MailCalls.freshAddress();
    String ask = "{\"email\":\"" + address + "\"}";
    String request =
        calls.post(REGISTRATIONS, ask, SolvedWork.header(calls)).json().get("request").asText();
    String code = mails.next(address).digits();
    samples.get(200, "/api/sign-up-work");
    samples.send(403, USERS, "", "{}", JSON);
    samples.send(403, "/api/password-resets", "", ask, JSON);
    samples.send(403, "/api/login-codes", "", ask, JSON);
    samples.refused(REGISTRATIONS, "");
    samples.send(403, REGISTRATIONS, "", ask, JSON);
    samples.send(202, REGISTRATIONS, "", ask, JSON, SolvedWork.header(calls));
    samples.refused(REGISTRATION, request);
    samples.send(403, REGISTRATION, request, accept("x", "vera"), JSON);
    samples.send(201, REGISTRATION, request, accept(code, "vera"), JSON);
    for (String method : List.of("GET", "HEAD")) {
      samples.add(401, method, "/api/users/{id}", "/api/users/1", Optional.empty());
    }
    return samples.all();
  }
}
