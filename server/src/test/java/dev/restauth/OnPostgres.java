package dev.restauth;

import static dev.restauth.Eventually.eventually;

import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL database that replaces a folder's SQLite database, without changes in the tests.
 * With the property {@code -Drestauth.test.database=postgresql}, every folder uses PostgreSQL.
 * {@code ./test --long} sets the property.
 */
final class OnPostgres {
  private static final boolean EVERYWHERE =
      System.getProperty("restauth.test.database", "").equals("postgresql");

  /**
   * A tolerance for {@code heard_seconds_ago}, which the health endpoint rounds to milliseconds.
   */
  private static final double ROUNDED_SECONDS = 0.002;

  private OnPostgres() {}

  /** Returns whether the servers and commands of a folder use PostgreSQL. */
  static boolean isMeant(Path folder) {
    return EVERYWHERE || Files.exists(urlFile(folder));
  }

  private static Path urlFile(Path folder) {
    return folder.resolve(".postgresql");
  }

  private static Path portFile(Path folder) {
    return folder.resolve(".port");
  }

  /** Returns the URL of the folder's PostgreSQL database, if {@link #settings} has created one. */
  static Optional<String> url(Path folder) {
    return text(urlFile(folder));
  }

  private static Optional<String> text(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the folder's settings, and creates the database if it does not exist. The master key is
   * in the default location.
   */
  static Map<String, String> settings(Path folder) {
    try {
      if (url(folder).isEmpty()) {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(urlFile(folder), TestDatabase.postgresUrlWithClock());
      }
      return sharing(folder.resolve("data/master.key"), url(folder).orElseThrow());
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns the settings for a database and a master key. Creates the master key if it does not
   * exist.
   */
  static Map<String, String> sharing(Path key, String url) throws IOException {
    if (!Files.exists(key)) {
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key, Base64.getEncoder().encodeToString(random));
    }
    return Map.of("database", url, "database-connections", "8", "master-key-file", key.toString());
  }

  /**
   * Makes the folder's database, if there is one, follow the given clock. The method returns after
   * a running server has noticed the new time. Otherwise that server would briefly see a clock
   * difference and issue no tokens.
   */
  static void follow(SetClock clock, Path folder) {
    url(folder)
        .ifPresent(
            url ->
                clock.follow(
                    folder,
                    time -> {
                      TestDatabase.setClock(url, time);
                      awaitApplied(folder);
                    }));
  }

  /** Records that the folder's server listens on a port. */
  static void started(Path folder, int port) {
    if (url(folder).isPresent()) {
      try {
        Files.writeString(portFile(folder), Integer.toString(port));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Waits until the folder's server has applied all earlier changes. Returns immediately if no
   * server runs. Wakes the server, which might otherwise read the changes up to a second later.
   */
  static void awaitApplied(Path folder) {
    url(folder)
        .ifPresent(
            url ->
                text(portFile(folder))
                    .map(port -> new HttpCalls(Integer.parseInt(port)))
                    .ifPresent(calls -> awaitApplied(url, calls)));
  }

  private static void awaitApplied(String url, HttpCalls calls) {
    long start = System.nanoTime();
    eventually(
        "the server has applied all changes",
        () -> {
          TestDatabase.wakeListeners(url);
          return appliedSince(start, calls);
        });
  }

  private static boolean appliedSince(long start, HttpCalls calls) {
    try {
      double ago = calls.get("/health").json().path("heard_seconds_ago").asDouble();
      double since = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
      return since > ago + ROUNDED_SECONDS;
    } catch (UncheckedIOException e) {
      return true; // the server has stopped
    }
  }
}
