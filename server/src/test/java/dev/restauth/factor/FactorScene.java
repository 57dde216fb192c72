package dev.restauth.factor;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.operator.Reply.Done;
import dev.restauth.role.RoleScene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls about second factors to a server whose accounts have the password {@code python}, and whose clock is set. */
public record FactorScene(TestServer server, SetClock clock) {
  public static final String FACTORS = "/api/me/factors";
  public static final String TOTP = FACTORS + "/totp";

  /** The body that confirms a call beside a token. */
  public static final String CONFIRMED = "{\"current_password\":\"python\"}";

  private static final String JSON = "Accept: application/json";
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /** An authenticator app, its recovery codes, and the token of the session in which it was enrolled. */
  public record App(Totp totp, List<String> recoveryCodes, String token) {}

  /** Begins an enrolment. */
  public Reply begin(String... headers) {
    return call("POST", TOTP, Optional.empty(), headers);
  }

  /**
   * Begins an enrolment with the password. If the account has a confirmed address, its first factor requires a code,
   * which the operator creates.
   */
  public Reply proved(String username, String path) {
    String user = basic(username, "python");
    Reply begun = call("POST", path, Optional.empty(), user);
    return problem(begun).equals("403 code-required")
        ? post(path, "{\"code\":\"%s\"}".formatted(operatorsCode(username)), user)
        : begun;
  }

  /** The code of an operator for an account. */
  public String operatorsCode(String username) {
    Done done = (Done) server.operate("user.enrol", Map.of("username", username));
    return String.valueOf(done.facts().values().get("code"));
  }

  /** Calls the server, and asks for JSON. */
  public Reply call(String method, String path, Optional<String> body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add(JSON);
    body.ifPresent(_ -> all.add("Content-Type: application/json"));
    return server.calls().call(method, path, body, all.toArray(String[]::new));
  }

  public Reply post(String path, String json, String... headers) {
    return call("POST", path, Optional.of(json), headers);
  }

  public static Totp totp(JsonNode begun) {
    return totp(begun.get("secret").asText());
  }

  /** The app with a secret in Base32. */
  public static Totp totp(String secret) {
    return new Totp(decoded(secret), Totp.Algorithm.SHA1, 6, 30);
  }

  /** Decodes Base32, by its definition. */
  static byte[] decoded(String text) {
    StringBuilder bits = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                bits.append(
                    "%5s"
                        .formatted(Integer.toBinaryString(ALPHABET.indexOf(c)))
                        .replace(' ', '0')));
    byte[] bytes = new byte[text.length() * 5 / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(bits.substring(i * 8, i * 8 + 8), 2);
    }
    return bytes;
  }

  /** Sends the first code. */
  public Reply confirm(JsonNode begun, String code, String... headers) {
    return call(
        "PUT",
        TOTP,
        Optional.of(
            "{\"request\":\"%s\",\"code\":\"%s\"}".formatted(begun.get("request").asText(), code)),
        headers);
  }

  /** Enrols an app; a minute later its next code is good. */
  public App enrol(String username) {
    JsonNode begun = ok(proved(username, TOTP)).json();
    Totp totp = totp(begun);
    JsonNode enrolled = ok(confirm(begun, code(totp), basic(username, "python"))).json();
    List<String> codes = new ArrayList<>();
    enrolled.get("recovery_codes").forEach(each -> codes.add(each.asText()));
    nextStep();
    return new App(totp, codes, enrolled.get("token").asText());
  }

  /** The present code. */
  public String code(Totp totp) {
    return code(totp, clock.instant());
  }

  /** The code of a moment. */
  public static String code(Totp totp, Instant at) {
    return totp.code(totp.stepAt(at));
  }

  /** Moves the clock so far that the current code is a new one, and earlier codes are no longer accepted. */
  public void nextStep() {
    clock.move(Duration.ofSeconds(90));
  }

  /** Logs in by JSON with both factors. */
  public Reply logIn(String username, String code, String... headers) {
    return post(
        "/api/login",
        "{\"username\":\"%s\",\"password\":\"python\",\"code\":\"%s\"}".formatted(username, code),
        headers);
  }

  /** Logs in by JSON with the password. */
  public Reply logIn(String username) {
    return post("/api/login", "{\"username\":\"%s\",\"password\":\"python\"}".formatted(username));
  }

  /** The token of a log-in with both factors. */
  public String token(String username, App app) {
    nextStep();
    return RoleScene.tokenOf(ok(logIn(username, code(app.totp()))));
  }

  public static Reply ok(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply;
  }

  public static String problem(Reply reply) {
    return RoleScene.problem(reply);
  }
}
