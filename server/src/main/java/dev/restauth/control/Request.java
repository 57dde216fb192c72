package dev.restauth.control;

import java.util.Map;
import java.util.Optional;

/**
 * What an operator wants done. Immutable.
 *
 * @param operation its name, such as {@code user.show}
 * @param arguments by name; may hold a password
 */
public record Request(String operation, Map<String, String> arguments) {
  /** Copies the arguments. */
  public Request {
    arguments = Map.copyOf(arguments);
  }

  /** An argument that may be missing. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(arguments.get(name));
  }

  /**
   * An argument that must be there.
   *
   * @throws IllegalArgumentException where it is not
   */
  public String argument(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException(operation + " lacks the argument " + name));
  }

  /** Names the operation and its arguments, not their values. */
  @Override
  public String toString() {
    return "Request[" + operation + " " + arguments.keySet() + "]";
  }
}
