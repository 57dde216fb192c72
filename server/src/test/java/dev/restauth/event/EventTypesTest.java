package dev.restauth.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Each type of event is caused once. The stored event has all members that its type declares, and
 * no other members.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class EventTypesTest {
  // The hash of the password python.
  private static final String ADOPTED_PASSWORD = "{SHA}QjUie1FDathtB8fPXWm9omRJhN4=";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, settings())
          .prepared(folder -> makeOldApplication(folder.resolve("old.sqlite")))
          .on(() -> database);

  @AutoClose private final LogCatcher log = new LogCatcher("dev.restauth.event");

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.putAll(
        Map.of(
            "fallback", "old.sqlite",
            "fallback-query", "SELECT * FROM users",
            "fallback-id-gap", "1000",
            "trusted-proxies", "127.0.0.1",
            "account-failures", "3",
            "require-factor", "none",
            "key-rotation", "1h"));
    settings.put("remembered-devices", "on");
    return settings;
  }

  private static void makeOldApplication(java.nio.file.Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR(32), password_hash"
              + " VARCHAR(128), other_factors VARCHAR(32))");
      statement.execute("CREATE INDEX ix_users_username ON users (username)");
      statement.execute(
          "INSERT INTO users VALUES (47, 'o''brien', '" + ADOPTED_PASSWORD + "', NULL)");
      statement.execute(
          "INSERT INTO users VALUES (48, 'kim', '" + ADOPTED_PASSWORD + "', 'codes by SMS')");
    }
  }

  @Test
  void eachTypeIsStoredWithItsMembers() {
    new EveryEvent(server, clock, mails).cause();

    Map<EventType, Set<EventMember>> stored = new EnumMap<>(EventType.class);
    for (JsonNode event : EventCalls.to(server).all()) {
      EventType type = EventType.named(event.get("type").asText()).orElseThrow();
      stored
          .computeIfAbsent(type, _ -> EnumSet.noneOf(EventMember.class))
          .addAll(members(type, event));
      boolean failure = type.volume() == EventType.Volume.FAILURE;
      assertThat(event.path("actor").isMissingNode()).as(event.toString()).isEqualTo(failure);
      assertThat(event.toString()).doesNotContain("susan", "python", "o'brien", "@example.com");
    }
    Map<EventType, Set<EventMember>> declared = new EnumMap<>(EventType.class);
    for (EventType type : EventType.values()) {
      declared.put(type, EnumSet.copyOf(type.members()));
    }
    // Closing the account has erased the network.
    declared.put(EventType.USER_CLOSED, EnumSet.of(EventMember.ACCOUNT, EventMember.ACTOR));
    if (database == TestDatabase.POSTGRESQL) {
      declared.remove(EventType.MASTER_KEY_CHANGED); // needs an operator's new key file
    }
    assertThat(stored).isEqualTo(declared);
    assertThatEachHasItsLine(declared.keySet());
  }

  /** Each stored event must have its log line. */
  private void assertThatEachHasItsLine(Set<EventType> types) {
    Set<String> logged =
        log.takeAll().stream()
            .map(line -> line.replaceFirst("^.*INFO event=(\\S+).*", "$1"))
            .collect(Collectors.toSet());
    assertThat(logged).isEqualTo(types.stream().map(EventType::text).collect(Collectors.toSet()));
  }

  private static Set<EventMember> members(EventType type, JsonNode event) {
    Set<EventMember> found = EnumSet.noneOf(EventMember.class);
    JsonNode personal = event.path("personal");
    for (EventMember member : EventMember.values()) {
      boolean there =
          switch (member) {
            case NETWORK -> personal.has("network") && !isByAdministrator(event);
            case ACTOR -> personal.has("operator") || isByAdministrator(event);
            case REASON -> event.has("reason") || personal.has("reason");
            case OUTCOME -> type == EventType.COMMAND_PERFORMED;
            case REQUEST, COUNT, SINCE, ACTOR_KIND -> false; // every type may have these members
            default -> event.has(member.text());
          };
      if (there) {
        found.add(member);
      }
    }
    return found;
  }

  /**
   * Returns whether an administrator caused the event. The event's network is then the
   * administrator's network.
   */
  private static boolean isByAdministrator(JsonNode event) {
    String actor = event.path("actor").asText();
    return actor.startsWith("account:")
        && !actor.equals("account:" + event.path("account").asText());
  }
}
