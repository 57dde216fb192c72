package dev.restauth.mail;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings, requests and lists for tests of mails. */
final class MailScene {
  static final String FROM = "Example <no-reply@example.com>";
  static final String PUBLIC_URL = "https://auth.example.com";
  private static final String PASSWORD = "python";

  private MailScene() {}

  /** Returns the settings of a server that sends mails to an SMTP server. */
  static Map<String, String> settings(String smtpUrl, String... more) {
    Map<String, String> settings =
        new HashMap<>(Map.of("smtp-url", smtpUrl, "mail-from", FROM, "public-url", PUBLIC_URL));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  /** Starts an SMTP server without TLS that has one user. */
  static GreenMail greenMail() {
    GreenMail greenMail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    greenMail.start();
    greenMail.setUser("restauth@example.com", "restauth", "hunter2");
    return greenMail;
  }

  static String url(GreenMail greenMail) {
    return "smtp+insecure://127.0.0.1:" + greenMail.getSmtp().getPort();
  }

  /** Registers a user, who then requests a mail to confirm an address. */
  static HttpCalls.Reply ask(HttpCalls calls, String username, String address, String... headers) {
    var _ = calls.register(username, PASSWORD);
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = basic(username, PASSWORD);
    all[headers.length + 1] = "Content-Type: application/json";
    return calls.call("PUT", "/api/me/email", Optional.of("{\"email\":\"" + address + "\"}"), all);
  }

  /** Requests a mail, and checks that the server accepts the request. */
  static void send(TestServer server, String username, String address, String... headers) {
    HttpCalls.Reply reply = ask(server.calls(), username, address, headers);
    if (reply.status() != 202) {
      throw new AssertionError(reply.toString());
    }
  }

  /** Waits until an SMTP server has received a number of mails, and returns them. */
  static List<MimeMessage> await(GreenMail greenMail, int count) {
    eventually(count + " mails", () -> greenMail.getReceivedMessages().length >= count);
    return List.of(greenMail.getReceivedMessages());
  }

  /** Returns a header field of a mail. */
  static String field(MimeMessage mail, String name) {
    try {
      return String.join("|", mail.getHeader(name));
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the text of one part: 0 for plain text and 1 for HTML. */
  static String part(MimeMessage mail, int part) {
    try {
      return (String) ((jakarta.mail.Multipart) mail.getContent()).getBodyPart(part).getContent();
    } catch (MessagingException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the lines of {@code restauth mail list}. */
  static List<String> list(TestServer server, String state) {
    return ((Reply.Done) server.operate("mail.list", Map.of("state", state))).notes();
  }

  /** Waits until a mail is in a state and its line contains a text. */
  static void awaitListed(TestServer server, String state, String part) {
    eventually(
        "a mail is " + state + ", " + part,
        () -> list(server, state).stream().anyMatch(line -> line.contains(part)));
  }
}
