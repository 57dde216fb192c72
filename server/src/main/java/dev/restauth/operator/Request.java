package dev.restauth.operator;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request of an operator. Immutable.
 *
 * @param operation the name of the operation, such as {@code user.show}
 * @param arguments the arguments by name; may contain a password
 * @param operator the operator, as the system reports them to the process that performs the request
 */
public record Request(
    String operation, Map<String, String> arguments, Optional<Operator> operator) {
  /** Copies the arguments. */
  public Request {
    arguments = Map.copyOf(arguments);
  }

  /** Creates a request whose operator has not been determined yet. */
  public Request(String operation, Map<String, String> arguments) {
    this(operation, arguments, Optional.empty());
  }

  /** Returns the same request with this operator. */
  public Request by(Optional<Operator> who) {
    return new Request(operation, arguments, who);
  }

  /** An argument that may be missing. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(arguments.get(name));
  }

  /**
   * A required argument.
   *
   * @throws IllegalArgumentException if it is not
   */
  public String argument(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException(operation + " lacks the argument " + name));
  }

  /**
   * An argument that must be a whole number.
   *
   * @throws IllegalArgumentException if it is missing, or not such a number; the message is for operators
   */
  public long number(String name, long least, long most) {
    String text = argument(name);
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) { // not a number, or one of more than 64 bits
    }
    throw new IllegalArgumentException(
        name + " must be a whole number from " + least + " to " + most);
  }

  /**
   * An argument that must be a path.
   *
   * @throws IllegalArgumentException if it is missing, or not a path
   */
  public Path path(String name) {
    argument(name);
    return findPath(name).orElseThrow();
  }

  /**
   * An argument that may be missing, and must be a path.
   *
   * @throws IllegalArgumentException if it is not a path
   */
  public Optional<Path> findPath(String name) {
    try {
      return find(name).map(Path::of);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(name + " must be a path", e);
    }
  }

  /**
   * An argument that may be missing, decoded from Base64.
   *
   * @throws IllegalArgumentException if it is not Base64 (RFC 4648 section 4)
   */
  public Optional<byte[]> findBytes(String name) {
    Optional<String> text = find(name);
    try {
      return text.map(Base64.getDecoder()::decode);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " must be Base64", e);
    }
  }

  /**
   * An argument that may be missing, and must be the name of one of these constants in lower case.
   *
   * @throws IllegalArgumentException if it names none
   */
  public <E extends Enum<E>> Optional<E> findOneOf(String name, Class<E> kind) {
    Map<String, E> byName = new LinkedHashMap<>();
    EnumSet.allOf(kind).forEach(each -> byName.put(each.name().toLowerCase(Locale.ROOT), each));
    return find(name)
        .map(
            text ->
                Optional.ofNullable(byName.get(text))
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                name + " must be one of " + String.join(", ", byName.keySet()))));
  }

  /** Names the operation and its arguments, not their values. */
  @Override
  public String toString() {
    return "Request[" + operation + " " + arguments.keySet() + "]";
  }
}
