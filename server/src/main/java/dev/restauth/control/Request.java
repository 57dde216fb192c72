package dev.restauth.control;

import java.util.Map;
import java.util.Optional;

/**
 * What an operator wants done. Immutable.
 *
 * @param operation its name, such as {@code user.show}
 * @param arguments by name; may hold a password
 * @param operator who, as the process that performs it has found out; never told by whoever asks
 */
public record Request(
    String operation, Map<String, String> arguments, Optional<Operator> operator) {
  /** Copies the arguments. */
  public Request {
    arguments = Map.copyOf(arguments);
  }

  /** Of nobody yet. */
  public Request(String operation, Map<String, String> arguments) {
    this(operation, arguments, Optional.empty());
  }

  /** The same of that operator. */
  public Request by(Optional<Operator> who) {
    return new Request(operation, arguments, who);
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
