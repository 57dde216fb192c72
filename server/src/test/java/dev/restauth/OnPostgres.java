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
 * A database on PostgreSQL in the place of the one in a folder, for tests that know nothing of it: with
 * {@code -Drestauth.test.database=postgresql}, as {@code ./test --long} does, in every folder.
 */
final class OnPostgres {
  private static final boolean EVERYWHERE =
      System.getProperty("restauth.test.database", "").equals("postgresql");

  /** What a health of whole milliseconds leaves open. */
  private static final double ROUNDED_SECONDS = 0.002;

  private OnPostgres() {}

  /** Whether servers and commands of a folder have their database there. */
  static boolean isMeant(Path folder) {
    return EVERYWHERE || Files.exists(urlFile(folder));
  }

  private static Path urlFile(Path folder) {
    return folder.resolve(".postgresql");
  }

  private static Path portFile(Path folder) {
    return folder.resolve(".port");
  }

  /** The database of a folder, where there is one; one that was meant is made with the settings. */
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

  /** Makes the database where it is missing. The master key lies where one would be made. */
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

  /** The settings for a database, with a key, which is made where it is missing. */
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
   * The database of a folder, where there is one, has that time from now on. A server there has heard of
   * it when this returns, or it would see the clocks apart for a moment and issue nothing.
   */
  static void follow(SetClock clock, Path folder) {
    url(folder)
        .ifPresent(
            url ->
                clock.follow(
                    folder,
                    time -> {
                      TestDatabase.setClock(url, time);
                      awaitHeard(folder);
                    }));
  }

  /** A server of a folder listens. */
  static void started(Path folder, int port) {
    if (url(folder).isPresent()) {
      try {
        Files.writeString(portFile(folder), Integer.toString(port));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** How many changes were told on the database of a folder, where there is one. */
  static long changes(Path folder) {
    return url(folder).map(TestDatabase::changes).orElse(0L);
  }

  /** Until the server of a folder has heard of all that was changed before; at once where none runs. */
  static void awaitHeard(Path folder) {
    long start = System.nanoTime();
    text(portFile(folder))
        .map(port -> new HttpCalls(Integer.parseInt(port)))
        .ifPresent(calls -> eventually("the server has heard", () -> heardSince(start, calls)));
  }

  private static boolean heardSince(long start, HttpCalls calls) {
    try {
      double ago = calls.get("/health").json().path("heard_seconds_ago").asDouble();
      double since = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
      return since > ago + ROUNDED_SECONDS;
    } catch (UncheckedIOException e) {
      return true; // nobody is there any more
    }
  }
}
