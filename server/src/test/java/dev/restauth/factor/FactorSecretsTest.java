package dev.restauth.factor;

import static dev.restauth.factor.FactorScene.CONFIRMED;
import static dev.restauth.factor.FactorScene.FACTORS;
import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.operator.Reply.Done;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * No app's secret, no recovery code and no challenge is in the database, its write-ahead log, a
 * backup, an export or the log.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class FactorSecretsTest {
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of()).on(() -> database).withAccount("susan", "python");

  private final FactorScene scene = new FactorScene(server, clock);
  private final List<String> secrets = new ArrayList<>();

  /** Adds a secret in its readable form and in other forms. */
  private void add(String text, byte[] bytes) {
    for (String form :
        List.of(
            text,
            new String(bytes, StandardCharsets.ISO_8859_1),
            HexFormat.of().formatHex(bytes),
            Base64.getEncoder().withoutPadding().encodeToString(bytes),
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
      secrets.add(form.toLowerCase(Locale.ROOT));
    }
  }

  private void add(String text) {
    add(text, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void areNowhere() throws IOException {
    Map<String, String> places = new LinkedHashMap<>();
    try (LogCatcher log = new LogCatcher("dev.restauth")) {
      useAll();
      places.put("the log", String.join("\n", log.takeAll()));
    }
    Path backup = server.folder().resolve("backup");
    if (server.rows().isEmpty()) {
      assertThat(server.operate("backup", Map.of("file", backup.toString())))
          .isInstanceOf(Done.class);
      places.put("the backup", read(backup));
      try (Stream<Path> files = Files.list(server.folder().resolve("data"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          places.put(file.getFileName().toString(), read(file));
        }
      }
      assertThat(places.keySet()).contains("restauth.sqlite", "restauth.sqlite-wal");
    }
    server
        .rows()
        .ifPresent(rows -> places.put("rows", new String(rows, StandardCharsets.ISO_8859_1)));
    places.put(
        "a planted secret", "x" + secrets.getFirst().toUpperCase(Locale.ROOT)); // the search works
    assertThat(
            places.entrySet().stream()
                .filter(
                    place ->
                        secrets.stream()
                            .anyMatch(place.getValue().toLowerCase(Locale.ROOT)::contains))
                .map(Map.Entry::getKey))
        .containsExactly("a planted secret");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /**
   * Enrolls an app, replaces it, uses right and wrong codes of all kinds, and exports the account.
   */
  private void useAll() {
    JsonNode begun = ok(scene.begin(SUSAN)).json();
    Totp first = FactorScene.totp(begun);
    add(begun.get("secret").asText(), first.secret());
    add(begun.get("request").asText());
    JsonNode enrolled = ok(scene.confirm(begun, scene.code(first), SUSAN)).json();
    enrolled.get("recovery_codes").forEach(code -> add(code.asText()));
    enrolled.get("recovery_codes").forEach(code -> add(code.asText().replace("-", "")));
    scene.nextStep();
    String token = bearer(ok(scene.logIn("susan", scene.code(first))).json().get("token").asText());
    String challenge = scene.logIn("susan").json().get("challenge").asText();
    add(challenge);
    String wrong = "aaaa-bbbb-cccc";
    assertThat(problem(scene.logIn("susan", wrong))).isEqualTo("403 invalid-code");
    add(wrong);
    ok(scene.logIn("susan", enrolled.get("recovery_codes").get(0).asText()));
    ok(
        scene.post(
            "/api/login/factor",
            "{\"challenge\":\"%s\",\"code\":\"%s\"}"
                .formatted(challenge, enrolled.get("recovery_codes").get(1).asText())));
    JsonNode made = ok(scene.post(FACTORS + "/recovery-codes", CONFIRMED, token)).json();
    made.get("recovery_codes").forEach(code -> add(code.asText()));
    JsonNode again = ok(scene.post(FactorScene.TOTP, CONFIRMED, token)).json();
    Totp second = FactorScene.totp(again);
    add(again.get("secret").asText(), second.secret());
    clock.move(Duration.ofSeconds(1));
    ok(scene.confirm(again, scene.code(second), token));
    String export = ok(scene.call("GET", "/api/me/export", Optional.empty(), token)).body();
    String lower = export.toLowerCase(Locale.ROOT);
    assertThat(secrets.stream().filter(lower::contains)).isEmpty();
  }
}
