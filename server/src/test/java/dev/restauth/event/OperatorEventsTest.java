package dev.restauth.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Events of operator commands. Each event names the Unix user, whether the running server or the
 * command's own process executes the command.
 */
class OperatorEventsTest {
  private static final String PASSWORD = "the password of miguel";

  @TempDir Path folder;

  @AutoClose private final LogCatcher log = new LogCatcher("dev.restauth");

  /** Returns the Unix user that runs this test. */
  private String actor() throws Exception {
    return " actor=unix:" + Files.getOwner(Files.createTempFile(folder, "mine", "")).getName();
  }

  private List<String> events() {
    List<String> all = log.takeAll();
    all.forEach(line -> assertThat(line).doesNotContain(PASSWORD).doesNotContain("miguel"));
    return all.stream()
        .filter(line -> line.startsWith("dev.restauth.event: INFO event="))
        .map(line -> line.substring("dev.restauth.event: INFO event=".length()))
        .filter(line -> !line.startsWith("signing_key.published") || line.contains("actor"))
        .toList();
  }

  private void all(Map<String, String> settings) throws Exception {
    Map<String, String> miguel = Map.of("username", "miguel");
    operate(settings, "user.create", Map.of("username", "miguel", "password", PASSWORD));
    assertThat(events()).containsExactly("user.created account=1" + actor());
    operate(settings, "user.show", miguel);
    assertThat(events())
        .containsExactly("command.performed account=1 operation=user.show outcome=done" + actor());
    operate(settings, "user.disable", miguel);
    operate(settings, "user.disable", miguel); // this command changes nothing
    operate(settings, "user.enable", miguel);
    operate(settings, "user.end-sessions", miguel);
    operate(settings, "user.close", miguel);
    assertThat(events())
        .containsExactly(
            "user.disabled account=1" + actor(),
            "user.enabled account=1" + actor(),
            "user.sessions_ended account=1" + actor(),
            "user.closed account=1" + actor());

    Map<String, String> shop = Map.of("name", "shop");
    String key =
        String.valueOf(
            ((Reply.Done)
                    operate(
                        settings,
                        "service-key.create",
                        Map.of("name", "shop", "scope", "tokens:introspect")))
                .facts()
                .values()
                .get("key"));
    operate(settings, "service-key.disable", shop);
    operate(settings, "service-key.enable", shop);
    operate(settings, "service-key.delete", shop);
    assertThat(events())
        .containsExactly(
            "service_key.created key=shop" + actor(),
            "service_key.disabled key=shop" + actor(),
            "service_key.enabled key=shop" + actor(),
            "service_key.deleted key=shop" + actor())
        .allSatisfy(line -> assertThat(line).doesNotContain(key));

    Reply.Done rotated = (Reply.Done) operate(settings, "key.rotate", Map.of("at_once", "true"));
    String kid = String.valueOf(rotated.facts().values().get("kid"));
    assertThat(events())
        .singleElement()
        .asString()
        .startsWith("signing_key.published key=" + kid + " signs_from=")
        .endsWith(actor());
    operate(settings, "key.revoke", Map.of("kid", kid));
    assertThat(events()).first().isEqualTo("signing_key.revoked key=" + kid + actor());

    operate(settings, "check", Map.of());
    operate(settings, "user.show", Map.of("username", "nobody"));
    assertThat(events())
        .containsExactly(
            "command.performed operation=check outcome=done" + actor(),
            "command.performed operation=user.show outcome=failed" + actor());
  }

  private Reply operate(Map<String, String> settings, String operation, Map<String, String> with) {
    return TestServer.operate(folder, settings, operation, with);
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void withoutAServer(TestDatabase kind) throws Exception {
    TestServer.use(kind, folder);
    all(Map.of());
  }

  @Test
  void byTheServerOfTheDatabase() throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.port()).isPositive();
      all(Map.of());
    }
  }

  @Test
  void automaticKeyChangesHaveNoActor() throws Exception {
    SetClock clock = new SetClock();
    try (TestServer server = TestServer.start(folder, clock, Map.of("key-rotation", "1h"))) {
      List<String> first = log.takeAll();
      clock.move(Duration.ofMinutes(55));
      server.runMaintenance();
      clock.move(Duration.ofMinutes(20));
      server.runMaintenance();
      clock.move(Duration.ofMinutes(20));
      server.runMaintenance();
      assertThat(keyEvents(first))
          .containsExactly("signing_key.published signs_from=2026-11-25T12:00:00Z");
      assertThat(keyEvents(log.takeAll()))
          .containsExactly(
              "signing_key.published signs_from=2026-11-25T13:05:00Z", "signing_key.removed");
    }
  }

  private static List<String> keyEvents(List<String> lines) {
    return lines.stream()
        .filter(line -> line.contains("event=signing_key"))
        .map(line -> line.replaceFirst(".* event=", "").replaceFirst(" key=\\S+", ""))
        .toList();
  }

  @Test
  void changeOfTheMasterKey() throws Exception {
    operate(Map.of(), "user.create", Map.of("username", "miguel", "password", PASSWORD));
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.port()).isPositive();
      events();
      Reply.Done moved = (Reply.Done) operate(Map.of(), "key.rewrap", Map.of());
      assertThat(events())
          .contains("master_key.changed key=" + moved.facts().values().get("to") + actor());
    }
  }

  @Test
  void besideServersOnPostgres() throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings)) {
      assertThat(server.port()).isPositive();
      all(settings);
    }
  }
}
