package dev.restauth.config;

import dev.restauth.log.OneLine;
import java.util.List;

/** How a message shows what somebody gave. */
public final class Quoting {
  private static final int SHOWN = 60;

  private Quoting() {}

  /** Between quotation marks, on one line, 60 characters at most. */
  public static String quoted(String value) {
    return "\""
        + OneLine.escape(value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value)
        + "\"";
  }

  /** The value, so that it is found again, if it cannot be a secret. A list's item says itself. */
  static String given(Setting<?> setting, List<String> values) {
    String key = "\"" + setting.key() + "\" ";
    if (setting.isList()) {
      return key;
    }
    if (values.isEmpty()) {
      return key + "has no value; ";
    }
    String value = values.getFirst();
    return key
        + (setting.isQuotable() && !hasUser(value) ? "is " + quoted(value) : "is refused")
        + "; ";
  }

  /** A URL with a user name can have a password, too. */
  static boolean hasUser(String value) {
    return value.contains("@");
  }
}
