package dev.restauth.recovery;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Settings for password resets. */
public final class RecoverySettings implements Settings {
  static final Setting<Duration> RESET_DURATION =
      Setting.of(
          "password-reset-duration",
          Group.PASSWORDS,
          ValueType.span(Duration.ofMinutes(5), Duration.ofHours(24)),
          "30m",
          "How long the link in a password-reset mail is valid; its digits are valid for ten minutes");

  static final Setting<String> CHANGE_PASSWORD_URL =
      Setting.of(
          "change-password-url",
          Group.PASSWORDS,
          ValueType.text("URL", (text, _) -> page(text)),
          "/account/password",
          "Page on which users change their password, for password managers: an https URL, or a path on this server");

  private static final Pattern PAGE =
      Pattern.compile("(https:/|http://localhost(:\\d{1,5})?)?/[!-~]*");

  private static final int PAGE_AT_MOST = 2_000;

  private static String page(String text) {
    if (text.length() > PAGE_AT_MOST || !PAGE.matcher(text).matches() || text.startsWith("//")) {
      throw new IllegalArgumentException(
          "expected an https URL, such as https://app.example.com/password, or a path, such as /account");
    }
    URI.create(text);
    return text;
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(RESET_DURATION, CHANGE_PASSWORD_URL);
  }
}
