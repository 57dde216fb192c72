package dev.restauth.config;

import dev.restauth.log.LogFormat;
import dev.restauth.log.LogLevel;
import java.util.List;
import java.util.Optional;

/**
 * Everything an operator chose, checked. Made by {@link ConfigLoader}; immutable.
 *
 * @param fallback the application whose users are taken over as they log in, if there is one
 * @param file the configuration file that was read, as it was named
 * @param warnings lines that the log should carry at the start: choices that are allowed and
 *     dangerous
 */
public record Config(
    Listen listen,
    Storage storage,
    Tokens tokens,
    Passwords passwords,
    Optional<Fallback> fallback,
    Limits limits,
    Logging logging,
    Optional<String> file,
    List<String> warnings) {
  public Config {
    warnings = List.copyOf(warnings);
  }

  /**
   * How events are written.
   *
   * @param level the least severe level that is written
   */
  public record Logging(LogFormat format, LogLevel level) {}
}
