package dev.restauth.session;

import dev.restauth.config.Config;
import dev.restauth.config.Durations;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.time.Duration;
import java.util.List;

/** Settings for the durations of sessions and of the access tokens issued in them. */
public final class SessionSettings implements Settings {
  public static final Setting<Duration> TOKEN_DURATION =
      Setting.of(
          "token-duration",
          Group.TOKENS,
          ValueType.span(Duration.ofSeconds(30), Duration.ofHours(24)),
          "600s",
          "How long a token is valid");

  public static final Setting<Duration> DURATION =
      Setting.of(
          "session-duration",
          Group.TOKENS,
          ValueType.span(Duration.ofMinutes(5), Duration.ofDays(365)),
          "30d",
          "Maximum time from the log-in to the end of the session; at least token-duration");

  static final Setting<Duration> IDLE_DURATION =
      Setting.of(
          "session-idle-duration",
          Group.TOKENS,
          ValueType.span(Duration.ofMinutes(5), Duration.ofDays(365)),
          "14d",
          "How long a session lasts without a renewal; at least token-duration");

  @Override
  public List<Setting<?>> all() {
    return List.of(TOKEN_DURATION, DURATION, IDLE_DURATION);
  }

  @Override
  public void validate(Config config, Findings findings) {
    notShorterThanToken(DURATION, "a session", config, findings);
    notShorterThanToken(IDLE_DURATION, "an idle session", config, findings);
  }

  private static void notShorterThanToken(
      Setting<Duration> setting, String what, Config config, Findings findings) {
    Duration token = config.get(TOKEN_DURATION);
    Duration duration = config.get(setting);
    if (duration.compareTo(token) < 0 && findings.allValid(TOKEN_DURATION, setting)) {
      findings.problem(
          findings.given(setting) ? setting : TOKEN_DURATION,
          what
              + " ("
              + Durations.text(duration)
              + ") cannot be shorter than a token ("
              + Durations.text(token)
              + ")");
    }
  }
}
