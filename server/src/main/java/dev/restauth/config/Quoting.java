package dev.restauth.config;

import dev.restauth.log.OneLine;
import java.util.List;

/** Quotes given values in messages. */
public final class Quoting {
  private static final int SHOWN = 60;

  private Quoting() {}

  /** The value between quotation marks, on one line, at most 60 characters of it. */
  public static String quoted(String value) {
    return "\""
        + OneLine.escape(value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value)
        + "\"";
  }

  /**
   * The beginning of a message: the key and the value, so that the operator finds it. A value that may be a secret is
   * left out. The values of a list are left out too, because the message quotes the faulty item.
   */
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

  /** Returns whether the value is a URL with a user name, and so may contain a password. */
  static boolean hasUser(String value) {
    return value.contains("@");
  }
}
