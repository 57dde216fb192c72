package dev.restauth.page;

import java.util.List;

/**
 * A text for users, before its language is chosen. Immutable.
 *
 * @param key the name of the text in the message files. It consists of the area (the name of the
 *     file), a dot, and the text's name in the file
 * @param arguments the values for the placeholders, <code>{0}</code> and so on. They may come from
 *     strangers
 */
public record Message(String key, List<String> arguments) {
  /** The message without text. */
  public static final Message NONE = of("");

  /** Copies the arguments. */
  public Message {
    arguments = List.copyOf(arguments);
  }

  /** Returns a message. */
  public static Message of(String key, String... arguments) {
    return new Message(key, List.of(arguments));
  }

  /** Returns whether there is no text. */
  public boolean isEmpty() {
    return key.isEmpty();
  }
}
