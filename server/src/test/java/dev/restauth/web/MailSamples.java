package dev.restauth.web;

import static dev.restauth.http.HttpCalls.basic;

import dev.restauth.email.MailCalls;
import java.util.List;
import java.util.Optional;

/** Requests about e-mail addresses and mailed codes. */
final class MailSamples extends Samples {
  private static final String WRONG = basic("miguel", "wrong");

  private MailSamples() {}

  /** Returns samples for separate accounts. Creates the accounts' codes first. */
  static List<Sample> of(MailCalls mail) {
    MailSamples samples = new MailSamples();
    samples.describe(mail);
    return samples.all();
  }

  private void describe(MailCalls mail) {
    describeFirstFactor(mail);
    String olga = basic("olga", "monty");
    String first = mail.withAddress("olga", "monty");
    String second = MailCalls.freshAddress();
    String undo = mail.changed(olga, first, second).fragment();
    String request = mail.asked(second);
    String code = mail.mails().next(second).secret();
    mail.later();
    String login = mail.askedToLogIn(second);
    String loginCode = mail.mails().next(second).digits();
    String third = MailCalls.freshAddress();
    String pending = mail.change(olga, third).json().get("email_pending").asText();
    mail.later();

    String reset = "{\"code\":\"%s\",\"new_password\":\"monty\"}".formatted(code);
    resetting(400, request, "{}", JSON);
    resetting(403, "r".repeat(22), reset, JSON);
    resetting(404, "r", reset, JSON);
    resetting(413, request, TOO_LARGE, JSON);
    resetting(415, request, reset, FORM);
    String ask = "{\"email\":\"%s\"}".formatted(pending);
    call(401, "PUT", "/api/me/email", ask, JSON, WRONG);
    call(
        403,
        "PUT",
        "/api/me/email",
        ask,
        JSON,
        bearer(mail.server().calls().token("olga", "monty")));
    badBodies("PUT", "/api/me/email", "/api/me/email", olga);
    post(401, "/api/me/email/confirm", "{}", JSON, WRONG);
    post(403, "/api/me/email/confirm", "{\"code\":\"x\"}", JSON, olga);
    badBodies("POST", "/api/me/email/confirm", "/api/me/email/confirm", olga);
    post(403, "/api/email-undo", "{\"code\":\"x\"}", JSON);
    badBodies("POST", "/api/email-undo", "/api/email-undo");
    post(202, "/api/password-resets", ask, JSON);
    badBodies("POST", "/api/password-resets", "/api/password-resets");
    post(202, "/api/login-codes", ask, JSON);
    badBodies("POST", "/api/login-codes", "/api/login-codes");
    loggingIn(200, login, "{\"code\":\"%s\",\"refresh\":true}".formatted(loginCode), JSON);
    loggingIn(400, login, "{}", JSON);
    loggingIn(403, "r".repeat(22), "{\"code\":\"1\"}", JSON);
    loggingIn(404, "r", "{\"code\":\"1\"}", JSON);
    loggingIn(413, login, TOO_LARGE, JSON);
    loggingIn(415, login, "{\"code\":\"1\"}", FORM);
    sample(401, "DELETE", "/api/me/email/pending", WRONG);
    resetting(204, request, reset, JSON);
    call(202, "PUT", "/api/me/email", ask, JSON, olga);
    sample(204, "DELETE", "/api/me/email/pending", olga);
    post(200, "/api/email-undo", "{\"code\":\"%s\"}".formatted(undo), JSON);
    describeConfirmation(mail);
  }

  private void describeFirstFactor(MailCalls mail) {
    String jane = basic("jane", "monty");
    mail.server().calls().register("jane", "monty");
    String address = MailCalls.freshAddress();
    mail.change(jane, address);
    mail.confirm(jane, mail.mails().next(address).digits());
    sample(202, "POST", "/api/me/factors/code", jane);
  }

  private void describeConfirmation(MailCalls mail) {
    String ira = basic("ira", "monty");
    mail.server().calls().register("ira", "monty");
    String address = MailCalls.freshAddress();
    mail.change(ira, address);
    String code = mail.mails().next(address).secret();
    post(204, "/api/me/email/confirm", "{\"code\":\"%s\"}".formatted(code), JSON, ira);
  }

  private void resetting(int status, String request, String body, String type) {
    withCode(status, "/api/password-resets/", request, body, type);
  }

  private void loggingIn(int status, String request, String body, String type) {
    withCode(status, "/api/login-codes/", request, body, type);
  }

  private void withCode(int status, String path, String request, String body, String type) {
    add(status, "POST", path + "{request}", path + request, Optional.of(body), type);
  }
}
