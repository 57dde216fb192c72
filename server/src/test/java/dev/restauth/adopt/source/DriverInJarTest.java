package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.LegacyUsersUnavailable;
import dev.restauth.adopt.sql.UserQuery;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose driver is not bundled: H2, loaded from its jar. */
class DriverInJarTest {
  private static final Path JAR = Path.of("target", "drivers", "h2.jar");

  @TempDir private Path folder;

  private String url(String options) {
    return "jdbc:h2:" + folder.resolve("old").toUri() + options;
  }

  private void run(String... statements) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new java.net.URL[] {JAR.toUri().toURL()})) {
      Driver driver =
          ServiceLoader.load(Driver.class, loader).stream()
              .filter(found -> found.type().getName().startsWith("org.h2"))
              .findFirst()
              .orElseThrow()
              .get();
      Properties properties = new Properties();
      properties.setProperty("user", "sa");
      properties.setProperty("password", "hunter2");
      try (Connection connection = driver.connect(url(""), properties)) {
        OldFile.run(connection, statements);
      }
    }
  }

  private LegacyDatabase database(String options) {
    return LegacyDatabase.at(url(options), Optional.of("sa"), Optional.empty(), Optional.of(JAR));
  }

  @Test
  void driverIsNotOnTheClassPath() {
    assertThat(Files.exists(JAR)).isTrue();
    assertThatThrownBy(() -> Class.forName("org.h2.Driver"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void usersAreReadAndLookedUp() throws Exception {
    run(
        "CREATE TABLE users (id bigint PRIMARY KEY, username varchar_ignorecase(32), password_hash varchar,"
            + " active boolean, created_at timestamp with time zone)",
        "INSERT INTO users VALUES (2, 'miguel', 'h2', true, '2020-02-03 04:05:06+02:00'), (1, 'Susan', 'h1', false, NULL),"
            + " (7, 'MIGUEL', 'h7', true, NULL)");
    LegacyDatabase old = database(";PASSWORD=hunter2;ACCESS_MODE_DATA=r");

    Collected read = Collected.of(new SqlSource(old, new UserQuery("SELECT * FROM users")));
    assertThat(read.names()).containsExactly("Susan", "miguel", "MIGUEL");
    assertThat(read.accounts())
        .extracting(SourceAccount::active)
        .containsExactly(false, true, true);
    assertThat(read.accounts().get(1).createdAt())
        .contains(java.time.Instant.parse("2020-02-03T02:05:06Z"));

    try (LegacyUsers users = new LegacyUsers(old, UserQuery.REST_AUTH)) {
      assertThat(users.byName("MIGUEL").orElseThrow().id()).contains(7L);
      assertThat(users.byName("Miguel")).isEmpty();
      assertThat(users.hasName("Miguel")).isFalse();
      assertThat(users.byId(1).orElseThrow().username()).isEqualTo("Susan");
      assertThat(users.byId(3)).isEmpty();
      assertThat(users.highestId()).isEqualTo(7);
    }
  }

  @Test
  void wrongPasswordIsNotShown() throws Exception {
    run("CREATE TABLE users (id bigint, username varchar, password_hash varchar)");
    LegacyDatabase old = database(";PASSWORD=hunter3");

    assertThatThrownBy(() -> Collected.of(SqlSource.ofRestAuth(old)))
        .isInstanceOf(UnreadableSource.class)
        .hasMessage(old.shown() + ": it does not accept the user name or the password")
        .hasNoCause();
    assertThat(old.shown()).doesNotContain("hunter", "PASSWORD");
    try (LegacyUsers users = new LegacyUsers(old, UserQuery.REST_AUTH)) {
      assertThatThrownBy(() -> users.byName("x"))
          .isInstanceOf(LegacyUsersUnavailable.class)
          .hasMessage(old.shown() + ": it does not accept the user name or the password")
          .hasNoCause();
    }
  }

  @Test
  void unusableJarIsReported() throws Exception {
    Path text = Files.writeString(folder.resolve("text.jar"), "text");

    assertThat(message("jdbc:other:x", JAR))
        .isEqualTo("jdbc:other:x: the driver in " + JAR + " does not accept such a URL");
    assertThat(message("jdbc:other:x", text))
        .isEqualTo(text + ": there is no JDBC driver in it that runs here");
    assertThat(message("jdbc:other:x", folder.resolve("none.jar")))
        .isEqualTo(folder.resolve("none.jar") + ": there is no such file, or it cannot be read");
  }

  private static String message(String url, Path jar) {
    try {
      Collected.of(
          SqlSource.ofRestAuth(
              LegacyDatabase.at(url, Optional.empty(), Optional.empty(), Optional.of(jar))));
      throw new AssertionError("it was read");
    } catch (UnreadableSource e) {
      return String.valueOf(e.getMessage());
    }
  }
}
