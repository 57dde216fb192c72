package dev.restauth.config;

import dev.restauth.log.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What was given, as typed values. Whatever cannot be used becomes a problem, also where a stronger
 * source overrules it, and is then answered by the default, so that all problems come to light in
 * one go.
 */
final class Values {
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
  private static final int SHOWN = 60;
  private static final Set<Setting> MAY_BE_SECRET =
      Set.of(
          Setting.DATABASE,
          Setting.DATABASE_PASSWORD_FILE,
          Setting.MASTER_KEY_FILE,
          Setting.PREVIOUS_MASTER_KEY_FILE,
          Setting.TLS_KEYSTORE_PASSWORD_FILE,
          Setting.FALLBACK,
          Setting.FALLBACK_PASSWORD_FILE);

  private static final int MASTER_KEY_BYTES = 32;

  private final Map<Setting, List<Given>> given = new EnumMap<>(Setting.class);
  private final Set<Setting> bad = EnumSet.noneOf(Setting.class);
  private final List<Problem> problems;

  /**
   * @param all the strongest source first
   */
  Values(List<Given> all, List<Problem> problems) {
    all.forEach(one -> given.computeIfAbsent(one.setting(), _ -> new ArrayList<>()).add(one));
    this.problems = problems;
  }

  boolean has(Setting setting) {
    return given.containsKey(setting);
  }

  /**
   * Whether none of these was given in a form that could not be used; rules between settings ask
   * this first.
   */
  boolean good(Setting... settings) {
    return Set.of(settings).stream().noneMatch(bad::contains);
  }

  /** Notes that something is wrong with a setting, at the place where it was given. */
  void problem(Setting setting, String what) {
    bad.add(setting);
    String where =
        has(setting) ? given.getOrDefault(setting, List.of()).getFirst().where() : setting.key();
    problems.add(new Problem(where, what));
  }

  int whole(Setting setting, int otherwise) {
    return one(setting, text -> setting.checked(number(text))).orElse(otherwise);
  }

  int whole(Setting setting) {
    return whole(setting, setting.defaultValue().map(Values::number).orElseThrow());
  }

  Duration span(Setting setting) {
    Duration standard = setting.defaultValue().map(Durations::parse).orElseThrow();
    return one(setting, text -> setting.checked(Durations.parse(text))).orElse(standard);
  }

  boolean flag(Setting setting) {
    return one(setting, Values::onOrOff).orElse(false);
  }

  <E extends Enum<E>> E choice(Setting setting, Class<E> type, E otherwise) {
    return one(setting, text -> word(setting, type, text)).orElse(otherwise);
  }

  /** The strongest value given, or nothing. */
  <T> Optional<T> one(Setting setting, Function<String, T> parser) {
    return strongest(
        setting,
        values -> {
          if (values.isEmpty()) {
            throw new IllegalArgumentException("expected one");
          }
          return parser.apply(values.getFirst());
        });
  }

  <T> List<T> list(Setting setting, Function<String, T> parser) {
    return strongest(setting, values -> values.stream().map(value -> item(value, parser)).toList())
        .orElse(List.of());
  }

  private <T> Optional<T> strongest(Setting setting, Function<List<String>, T> parser) {
    Optional<T> strongest = Optional.empty();
    for (Given each : given.getOrDefault(setting, List.of())) {
      try {
        T value = parser.apply(each.values());
        strongest = strongest.or(() -> Optional.of(value));
      } catch (IllegalArgumentException invalid) {
        bad.add(setting);
        problems.add(
            new Problem(each.where(), shown(setting, each.values()) + invalid.getMessage()));
      }
    }
    return strongest;
  }

  /**
   * The value, so that it is found again, where it cannot be a secret. A list's item says itself.
   */
  private static String shown(Setting setting, List<String> values) {
    String key = "\"" + setting.key() + "\" ";
    if (setting.isList()) {
      return key;
    }
    if (values.isEmpty()) {
      return key + "has no value; ";
    }
    String value = values.getFirst();
    return key + (mayBeSecret(setting, value) ? "is refused" : "is " + quoted(value)) + "; ";
  }

  private static <T> T item(String value, Function<String, T> parser) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException invalid) {
      String shown = hasUser(value) ? "a wrong value" : quoted(value);
      throw new IllegalArgumentException("has " + shown + "; " + invalid.getMessage(), invalid);
    }
  }

  /** Also where a secret itself was given in place of the file that holds it. */
  private static boolean mayBeSecret(Setting setting, String value) {
    return MAY_BE_SECRET.contains(setting) || hasUser(value);
  }

  /** A URL with a user name can have a password, too. */
  private static boolean hasUser(String value) {
    return value.contains("@");
  }

  static String quoted(String value) {
    return "\""
        + OneLine.escape(value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value)
        + "\"";
  }

  static boolean isMasterKey(String text) {
    try {
      return Base64.getDecoder().decode(text).length == MASTER_KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /** The number, or -1, which is below every range, for a text that is none. */
  private static int number(String text) {
    return WHOLE.matcher(text).matches() ? Integer.parseInt(text) : -1;
  }

  private static boolean onOrOff(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("expected true or false");
    };
  }

  private static <E extends Enum<E>> E word(Setting setting, Class<E> type, String text) {
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "expected one of " + setting.metavar().replace("|", ", "), unknown);
    }
  }
}
