package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.store.Store;
import dev.restauth.store.sql.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite's native library, which is loaded only once, whichever test class runs first. */
class OneSqliteLibraryTest {
  private static final Path MAPPED = Path.of("/proc/self/maps");

  @TempDir Path folder;

  @Test
  void isLoadedOnce() throws Exception {
    Path database = folder.resolve("restauth.sqlite");
    try (Connection _ = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("other"));
        Store _ = new SqliteDatabase(database, InstantSource.system()).open()) {
      Set<String> libraries =
          Files.readAllLines(MAPPED).stream()
              .filter(line -> line.contains("sqlitejdbc"))
              .map(line -> line.substring(line.indexOf('/')))
              .collect(Collectors.toSet());
      assertThat(libraries).hasSize(1);
    }
  }
}
