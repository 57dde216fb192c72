package dev.restauth.trial;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.time.Duration;
import java.util.List;

/** The setting for the retention time of notes. */
final class NoteSettings implements Settings {
  static final Setting<Duration> DURATION =
      Setting.of(
          "note-duration",
          Group.LIMITS,
          ValueType.span(Duration.ofMinutes(1), Duration.ofDays(365)),
          "30d",
          "How long a note is kept");

  @Override
  public List<Setting<?>> all() {
    return List.of(DURATION);
  }
}
