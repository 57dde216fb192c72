package dev.restauth.page;

import java.util.List;

/**
 * A text for users, in no language yet. Immutable.
 *
 * @param key its name in the message files: the area, which is the name of the files, and the name of the text there
 * @param arguments the values of its placeholders, <code>{0}</code> and so on. They may come from strangers
 */
public record Message(String key, List<String> arguments) {
  /** No text. */
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
