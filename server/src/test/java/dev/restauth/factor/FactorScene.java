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

/**
 * Second factor calls to a server whose accounts have the password {@code python}. The test sets
 * the server's clock.
 */
public record FactorScene(TestServer server, SetClock clock) {
  public static final String FACTORS = "/api/me/factors";
  public static final String TOTP = FACTORS + "/totp";

  /** A body with the password, which confirms a call that is made with a token. */
  public static final String CONFIRMED = "{\"current_password\":\"python\"}";

  private static final String JSON = "Accept: application/json";
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /**
   * An authenticator app, its recovery codes, and the token of the session that enrolled the app.
   */
  public record App(Totp totp, List<String> recoveryCodes, String token) {}

  /** Begins an enrollment. */
  public Reply begin(String... headers) {
    return call("POST", TOTP, Optional.empty(), headers);
  }

  /**
   * Begins an enrollment with the password. If the account has a confirmed address, the first
   * factor requires a code, which the operator creates.
   */
  public Reply proved(String username, String path) {
    String user = basic(username, "python");
    Reply begun = call("POST", path, Optional.empty(), user);
    return problem(begun).equals("403 code-required")
        ? post(path, "{\"code\":\"%s\"}".formatted(operatorsCode(username)), user)
        : begun;
  }

  /** Returns the code that an operator creates for an account. */
  public String operatorsCode(String username) {
    Done done = (Done) server.operate("user.enrol", Map.of("username", username));
    return String.valueOf(done.facts().values().get("code"));
  }

  /** Makes a call that accepts JSON. */
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

  /** Returns the app with a Base32 secret. */
  public static Totp totp(String secret) {
    return new Totp(decoded(secret), Totp.Algorithm.SHA1, 6, 30);
  }

  /** Decodes Base32 independently of the program's decoder. */
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

  /** Completes an enrollment with the app's first code. */
  public Reply confirm(JsonNode begun, String code, String... headers) {
    return call(
        "PUT",
        TOTP,
        Optional.of(
            "{\"request\":\"%s\",\"code\":\"%s\"}".formatted(begun.get("request").asText(), code)),
        headers);
  }

  /** Enrolls an app and moves the clock by 90 seconds, so that the app's next code is valid. */
  public App enrol(String username) {
    JsonNode begun = ok(proved(username, TOTP)).json();
    Totp totp = totp(begun);
    JsonNode enrolled = ok(confirm(begun, code(totp), basic(username, "python"))).json();
    List<String> codes = new ArrayList<>();
    enrolled.get("recovery_codes").forEach(each -> codes.add(each.asText()));
    nextStep();
    return new App(totp, codes, enrolled.get("token").asText());
  }

  /** Returns the app's current code. */
  public String code(Totp totp) {
    return code(totp, clock.instant());
  }

  /** Returns the app's code at a given time. */
  public static String code(Totp totp, Instant at) {
    return totp.code(totp.stepAt(at));
  }

  /** Moves the clock until the current code is new and earlier codes are no longer accepted. */
  public void nextStep() {
    clock.move(Duration.ofSeconds(90));
  }

  /** Logs in with JSON and both factors. */
  public Reply logIn(String username, String code, String... headers) {
    return post(
        "/api/login",
        "{\"username\":\"%s\",\"password\":\"python\",\"code\":\"%s\"}".formatted(username, code),
        headers);
  }

  /** Logs in with JSON and the password. */
  public Reply logIn(String username) {
    return post("/api/login", "{\"username\":\"%s\",\"password\":\"python\"}".formatted(username));
  }

  /** Returns the token of a log-in with both factors. */
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
