package dev.restauth.config;

import dev.restauth.log.OneLine;
import java.util.List;

/** Quotes values of settings in messages. */
public final class Quoting {
  private static final int SHOWN = 60;

  private Quoting() {}

  /** Returns the first 60 characters of the value between quotation marks, on one line. */
  public static String quoted(String value) {
    return "\""
        + OneLine.escape(value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value)
        + "\"";
  }

  /**
   * Returns the beginning of a message. It contains the key and the value, so that the operator
   * finds the setting. Values that may be secret are omitted. The values of a list are omitted too,
   * because the message quotes the faulty item.
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

  /** Returns whether the value may be a URL with a user name, and therefore contain a password. */
  static boolean hasUser(String value) {
    return value.contains("@");
  }
}
