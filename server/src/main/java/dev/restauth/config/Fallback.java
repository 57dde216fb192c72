package dev.restauth.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The application that still runs and whose users are taken over as they log in.
 *
 * @param database the absolute path of a SQLite file, or a URL, which may hold a password
 * @param query in place of the system's; always there for {@link FallbackSystem#SQL}
 * @param user in place of one in the URL
 * @param passwordFile the loader has seen that it can be read
 * @param driver a jar; always there where no driver on board takes the URL
 * @param idGap 1 to 100,000,000
 * @param hashFormat {@code auto}, or the name of a format, which is not checked here
 */
public record Fallback(
    Secret database,
    FallbackSystem system,
    Optional<String> query,
    Optional<String> user,
    Optional<Path> passwordFile,
    Optional<Path> driver,
    int idGap,
    String hashFormat) {
  /** Throws IllegalArgumentException for a number outside its range, or where the query is missing. */
  public Fallback {
    Setting.FALLBACK_ID_GAP.checked(idGap);
    if (system == FallbackSystem.SQL && query.isEmpty()) {
      throw new IllegalArgumentException("no query");
    }
  }
}
