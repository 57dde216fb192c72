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
 * @param arguments the arguments by name; they may contain a password
 * @param operator the operator, as the system identifies them to the process that performs the
 *     request
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

  /** Returns a copy of the request with this operator. */
  public Request by(Optional<Operator> who) {
    return new Request(operation, arguments, who);
  }

  /** Returns an optional argument. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(arguments.get(name));
  }

  /**
   * Returns a required argument.
   *
   * @throws IllegalArgumentException if the argument is missing
   */
  public String argument(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException(operation + " lacks the argument " + name));
  }

  /**
   * Returns a required argument, which must be a whole number.
   *
   * @throws IllegalArgumentException if the argument is missing, is no whole number, or is out of
   *     range; the message is for operators
   */
  public long number(String name, long least, long most) {
    String text = argument(name);
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) { // not a number, or a number with more than 64 bits
    }
    throw new IllegalArgumentException(
        name + " must be a whole number from " + least + " to " + most);
  }

  /**
   * Returns a required argument, which must be a path.
   *
   * @throws IllegalArgumentException if the argument is missing or not a path
   */
  public Path path(String name) {
    argument(name);
    return findPath(name).orElseThrow();
  }

  /**
   * Returns an optional argument, which must be a path.
   *
   * @throws IllegalArgumentException if the argument is not a path
   */
  public Optional<Path> findPath(String name) {
    try {
      return find(name).map(Path::of);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(name + " must be a path", e);
    }
  }

  /**
   * Returns an optional argument, decoded from Base64.
   *
   * @throws IllegalArgumentException if the argument is not Base64 (RFC 4648 section 4)
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
   * Returns an optional argument, which must be the name of an enum constant in lower case.
   *
   * @throws IllegalArgumentException if no constant has this name
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

  /** Returns the names of the operation and its arguments, without their values. */
  @Override
  public String toString() {
    return "Request[" + operation + " " + arguments.keySet() + "]";
  }
}
