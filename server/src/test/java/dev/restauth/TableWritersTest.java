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
 * One class writes a table: its rules are read in one file. The SQL is read from the sources. What a
 * restore does stands where the table is declared, and what is done to other applications' databases is
 * not looked at.
 */
class TableWritersTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/restauth");

  private static final Pattern WRITE =
      Pattern.compile("\\b(?:INSERT\\s+INTO|DELETE\\s+FROM|UPDATE(?!\\s+SET))\\s+([a-z_]+)");

  /** Tables that several write, and why. */
  private static final Map<String, Set<String>> SEVERAL =
      Map.of(
          // Accounts that were adopted have columns of their own.
          "account", Set.of("AccountRows", "AdoptedAccountRows"),
          // Whose tokens are accepted is of the tokens, the rest of a source of adopting.
          "adopted_source", Set.of("AdoptedSourceRows", "TokenAcceptanceRows"),
          // Ending a generation is one method, which ends what stems from it.
          "revoked_generation", Set.of("AccountRows", "RevocationRows"),
          "session", Set.of("AccountRows", "SessionRows"),
          // Under the lock of a move, before there is a transaction of the store.
          "property", Set.of("MoveMark", "SqlTransaction"));

  @Test
  void oneClassWritesATable() throws IOException {
    Map<String, Set<String>> writers = writers();
    List<String> tables =
        Declarations.OURS.design().tables().stream()
            .map(Table::name)
            .filter(name -> !name.equals("flyway_schema_history")) // its library's
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
        && !path.contains("/store/care/"); // whole databases, whatever tables they have
  }
}
