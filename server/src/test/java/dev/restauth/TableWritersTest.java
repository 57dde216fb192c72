package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.store.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each table has only one writing class, so that the table's rules are in one file. The test reads
 * the SQL from the sources. It does not check restores, which follow the table declarations, or
 * statements on other applications' databases.
 */
class TableWritersTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/restauth");

  private static final Pattern WRITE =
      Pattern.compile("\\b(?:INSERT\\s+INTO|DELETE\\s+FROM|UPDATE(?!\\s+SET))\\s+([a-z_]+)");

  /** Tables that several classes write, each with the reason. */
  private static final Map<String, Set<String>> SEVERAL =
      Map.ofEntries(
          // The importer writes additional columns, and so does the confirmation of an e-mail
          // address. One class has all changes that raise the generation, and with it ends
          // sessions.
          Map.entry(
              "account",
              Set.of("AccountRows", "AdoptedAccountRows", "EmailRows", "RevokingAccountRows")),
          // The importer writes all columns except those for accepted tokens.
          Map.entry("adopted_source", Set.of("AdoptedSourceRows", "TokenAcceptanceRows")),
          // One method revokes a generation and deletes all rows that belong to it.
          Map.entry("revoked_generation", Set.of("EndedSessionRows", "RevocationRows")),
          Map.entry("login_attempt", Set.of("EndedSessionRows", "LoginAttemptRows")),
          Map.entry("session", Set.of("EndedSessionRows", "SessionRows")),
          Map.entry("browser_session", Set.of("BrowserSessionRows", "EndedSessionRows")),
          Map.entry("remembered_device", Set.of("EndedSessionRows", "RememberedDeviceRows")),
          Map.entry("personal_key", Set.of("EndedSessionRows", "PersonalKeyRows")),
          // One method removes all factors of an account.
          Map.entry("passkey", Set.of("AccountFactors", "PasskeyRows")),
          Map.entry("revoked_session", Set.of("EndedSessionRows", "RevocationRows")),
          // restauth migrate-database writes a row under its lock, before a store transaction
          // exists.
          Map.entry("property", Set.of("MoveMark", "SqlTransaction")),
          // One method revokes everything that a client has received.
          Map.entry("authorization_code", Set.of("AuthorizationCodeRows", "ClientRevocationRows")),
          Map.entry("consent", Set.of("ClientRevocationRows", "ConsentRows")),
          Map.entry("pushed_request", Set.of("ClientRevocationRows", "PushedRequestRows")));

  @Test
  void oneClassWritesATable() throws IOException {
    Map<String, Set<String>> writers = writers();
    List<String> tables =
        Declarations.OURS.schema().tables().stream()
            .map(Table::name)
            .filter(name -> !name.equals("flyway_schema_history")) // table of the Flyway library
            .toList();
    assertThat(writers.keySet()).containsExactlyInAnyOrderElementsOf(tables);
    writers.values().removeIf(classes -> classes.size() == 1);
    assertThat(writers).isEqualTo(SEVERAL);
  }

  private static Map<String, Set<String>> writers() throws IOException {
    Map<String, Set<String>> writers = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : (Iterable<Path>) files.filter(TableWritersTest::isLookedAt)::iterator) {
        Matcher write = WRITE.matcher(Files.readString(file));
        while (write.find()) {
          String name = file.getFileName().toString().replace(".java", "");
          writers.computeIfAbsent(write.group(1), _ -> new TreeSet<>()).add(name);
        }
      }
    }
    return writers;
  }

  private static boolean isLookedAt(Path file) {
    String path = file.toString();
    return path.endsWith(".java")
        && !path.endsWith("Declaration.java")
        && !path.endsWith("OwnTables.java")
        && !path.contains("/adopt/sql/")
        && !path.contains("/adopt/source/")
        && !path.contains("/store/care/"); // works on whole databases with any tables
  }
}
