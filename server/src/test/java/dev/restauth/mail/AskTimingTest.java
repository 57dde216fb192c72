package dev.restauth.mail;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.Timings;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests to mail a code. Neither the response nor its delay may reveal whether an account has the
 * address (CWE-204, CWE-208).
 */
class AskTimingTest {
  private static final int WARM_UP = 400;
  private static final int MEASURED = 1_000;

  /** Local parts of equal length, so that all requests have equal lengths. */
  private static final List<String> OWNERS =
      List.of("confirmd", "disabled", "closedup", "pendingg");

  @TempDir Path folder;

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"password-resets", "login-codes", "registrations"})
  void takesTheSameTimeForEachAddress(String call) throws IOException {
    try (ScriptedSmtp smtp = new ScriptedSmtp();
        TestServer server =
            TestServer.start(
                folder,
                InstantSource.system(),
                MailScene.settings(
                    smtp.url(),
                    "trusted-proxies",
                    "127.0.0.1",
                    "email-login",
                    "on",
                    "registration",
                    "verified"))) {
      for (String owner : OWNERS) {
        var _ = server.operate("user.create", Map.of("username", owner, "password", "python"));
        MailScene.send(server, owner, owner + "@example.com");
        if (!owner.equals("pendingg")) {
          confirm(server, smtp, owner);
        }
      }
      TestServer.operate(folder, "user.disable", Map.of("username", "disabled"));
      assertThat(
              server
                  .calls()
                  .call("DELETE", "/api/me", Optional.empty(), basic("closedup", "python"))
                  .status())
          .isEqualTo(204);

      Map<String, IntFunction<byte[]>> kinds = new LinkedHashMap<>();
      for (String owner : OWNERS) {
        kinds.put(owner, number -> ask(call, owner, number));
      }
      kinds.put("unknown", number -> ask(call, "nobody00", number));

      var _ = Timings.measure(server, 202, kinds, WARM_UP);
      Timings.measure(server, 202, kinds, MEASURED).assertEquallyLong();
    }
  }

  private static void confirm(TestServer server, ScriptedSmtp smtp, String owner) {
    eventually(
        "a mail to " + owner,
        () -> smtp.mails().stream().anyMatch(mail -> mail.contains("To: " + owner)));
    String code =
        smtp.mails().stream()
            .filter(mail -> mail.contains("To: " + owner))
            .flatMap(String::lines)
            .filter(line -> line.matches("\\d{4} \\d{4}"))
            .findFirst()
            .orElseThrow();
    HttpCalls.Reply reply =
        server
            .calls()
            .post("/api/me/email/confirm", "{\"code\":\"" + code + "\"}", basic(owner, "python"));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
  }

  /**
   * Sends each request from another network, because a network may request only twenty mails an
   * hour.
   */
  private static byte[] ask(String call, String owner, int number) {
    String body = "{\"email\":\"" + owner + "@example.com\"}";
    String network =
        "%03d.%03d.%03d.1".formatted(owner.hashCode() & 127, number / 250, number % 250);
    return ("POST /api/"
            + call
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nX-Forwarded-For: "
            + network.replaceAll("(?<=^|\\.)0+(?=\\d)", "")
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
