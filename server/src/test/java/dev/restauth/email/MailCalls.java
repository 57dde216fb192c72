package dev.restauth.email;

import static dev.restauth.http.HttpCalls.basic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.RandomIds;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls about e-mail addresses and forgotten passwords, to a server with a settable clock. */
public record MailCalls(TestServer server, SetClock clock, SentMails mails) {
  /** Settings of a server that logs its mails. */
  public static final Map<String, String> SETTINGS =
      Map.of("mail-log", "true", "public-url", "https://accounts.example");

  private static final RandomIds IDS = new RandomIds();

  /** Returns an e-mail address that no other test uses. */
  public static String freshAddress() {
    return IDS.next().replace("_", "-").replaceAll("^-|-$", "x").replace("--", "-x")
        + "@example.com";
  }

  private HttpCalls calls() {
    return server.calls();
  }

  /**
   * Registers an account with a confirmed address, and returns the address. Moves the clock by more
   * than a minute, so that the address may get the next mail.
   */
  public String withAddress(String username, String password) {
    String address = freshAddress();
    ok(calls().register(username, password), 201);
    ok(change(basic(username, password), address), 202);
    ok(confirm(basic(username, password), mails.next(address).secret()), 204);
    later();
    return address;
  }

  /**
   * Requests the change of a confirmed address, and confirms the change with the mailed code.
   * Returns the notice to the old address.
   */
  public Mail changed(String credentials, String from, String to) {
    ok(change(credentials, to), 202);
    ok(confirm(credentials, mails.next(to).digits()), 204);
    later();
    return mails.next(from);
  }

  /**
   * Waits until all mails are delivered, so that none seems late. Then moves the clock by two
   * minutes.
   */
  public void later() {
    SentMails.awaitDelivered(server);
    clock.move(Duration.ofMinutes(2));
  }

  /**
   * Requests more password resets for an address than the server mails in an hour, and discards the
   * mails. The requests come from another network, in {@code X-Forwarded-For}, so the server must
   * trust this client as a proxy.
   */
  public void useUpByStrangers(String address) {
    for (int i = 1; i <= 6; i++) {
      ok(ask("email", address, "X-Forwarded-For: 203.0.113." + i), 202);
      later();
    }
    ok(ask("email", address, "X-Forwarded-For: 203.0.113.7"), 202);
    mails.all(server, address);
  }

  /** PUT /api/me/email without a password in its body. */
  public Reply change(String credentials, String address) {
    return change(credentials, "{\"email\":\"%s\"}", address);
  }

  /** PUT /api/me/email. */
  public Reply change(String credentials, String body, String address) {
    return json("PUT", "/api/me/email", body.formatted(address), credentials);
  }

  /** POST /api/me/email/confirm. */
  public Reply confirm(String credentials, String code) {
    return calls().post("/api/me/email/confirm", "{\"code\":\"%s\"}".formatted(code), credentials);
  }

  /** DELETE /api/me/email/pending. */
  public Reply dropPending(String credentials) {
    return calls().call("DELETE", "/api/me/email/pending", Optional.empty(), credentials);
  }

  /** POST /api/email-undo. */
  public Reply undo(String code) {
    return calls().post("/api/email-undo", "{\"code\":\"%s\"}".formatted(code));
  }

  /** POST /api/password-resets. */
  public Reply ask(String member, String value, String... headers) {
    return calls()
        .post("/api/password-resets", "{\"%s\":\"%s\"}".formatted(member, value), headers);
  }

  /**
   * Requests a password reset for the account that has this address; returns the id of the request.
   */
  public String asked(String address) {
    return ok(ask("email", address), 202).json().get("request").asText();
  }

  /** POST /api/password-resets/{request}. */
  public Reply reset(String request, String code, String password) {
    return calls()
        .post(
            "/api/password-resets/" + request,
            "{\"code\":\"%s\",\"new_password\":\"%s\"}".formatted(code, password));
  }

  /** POST /api/login-codes. */
  public Reply askToLogIn(String address, String... headers) {
    return calls().post("/api/login-codes", "{\"email\":\"%s\"}".formatted(address), headers);
  }

  /**
   * Requests a log-in code for the account that has this address; returns the id of the request.
   */
  public String askedToLogIn(String address) {
    return ok(askToLogIn(address), 202).json().get("request").asText();
  }

  /** POST /api/login-codes/{request}. */
  public Reply logIn(String request, String code, String... headers) {
    return calls()
        .post("/api/login-codes/" + request, "{\"code\":\"%s\"}".formatted(code), headers);
  }

  /** GET /api/me. */
  public JsonNode me(String credentials) {
    return ok(calls().get("/api/me", credentials), 200).json();
  }

  /** Makes a call with a JSON body. */
  public Reply json(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/json");
    return calls().call(method, path, Optional.of(body), all.toArray(String[]::new));
  }

  /** Returns the status, and the last part of the problem's type. */
  public static String problem(Reply reply) {
    return reply.status()
        + " "
        + reply.json().get("type").asText().replaceFirst("^https://restauth.dev/errors/", "");
  }

  private static Reply ok(Reply reply, int status) {
    if (reply.status() != status) {
      throw new AssertionError(reply.toString());
    }
    return reply;
  }
}
