package dev.restauth.operator;

import dev.restauth.job.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operations for operators, by name. The features fill it at the start; after that it does not change
 * and many threads may use it.
 */
public final class Operations {

  /** An operation. */
  @FunctionalInterface
  public interface Operation {
    /** Performs the operation on the calling thread, which must be a platform thread; may take long. */
    Reply perform(Request request, Progress progress);
  }

  /** A feature that can do something for an operator. */
  public interface Source {
    /** Adds the operations of this feature. */
    void declare(Operations operations);
  }

  /**
   * A listener that is notified of each operation after it was performed, and before its reply is sent. Thread-safe.
   */
  @FunctionalInterface
  public interface Listener {
    /** Does not throw. */
    void performed(Request request, Reply reply);
  }

  /** The cases in which the listener is notified of an operation. */
  private enum Heard {
    ALWAYS,
    IF_IT_BREAKS_OFF,
    NEVER
  }

  private record Known(Operation operation, Heard heard) {}

  private final Map<String, Known> byName = new HashMap<>();
  private final Listener listener;

  /** Creates it without operations and without a listener. */
  public Operations() {
    this((request, reply) -> {});
  }

  /** Creates it without operations. */
  public Operations(Listener listener) {
    this.listener = listener;
  }

  /**
   * Adds an operation, of which the listener is notified.
   *
   * @throws IllegalStateException if the name is taken
   */
  public Operations add(String name, Operation operation) {
    return add(name, operation, Heard.ALWAYS);
  }

  /**
   * Adds an operation that records its own event: the listener is notified only if it ends with an exception, when it
   * may be unknown whether it was done.
   *
   * @throws IllegalStateException if the name is taken
   */
  public Operations addTelling(String name, Operation operation) {
    return add(name, operation, Heard.IF_IT_BREAKS_OFF);
  }

  /**
   * Adds an operation that concerns neither the database nor anything secret; the listener is not notified.
   *
   * @throws IllegalStateException if the name is taken
   */
  public Operations addUnheard(String name, Operation operation) {
    return add(name, operation, Heard.NEVER);
  }

  private Operations add(String name, Operation operation, Heard heard) {
    if (byName.putIfAbsent(name, new Known(operation, heard)) != null) {
      throw new IllegalStateException("two operations are called " + name);
    }
    return this;
  }

  /** The names of all. */
  Set<String> names() {
    return byName.keySet();
  }

  /** Performs a request; one for an unknown operation fails. */
  public Reply perform(Request request, Progress progress) {
    return Optional.ofNullable(byName.get(request.operation()))
        .map(known -> perform(known, request, progress))
        .orElseGet(() -> unknown(request.operation()));
  }

  /** The failure of a request for an operation that the server does not have. */
  static Reply unknown(String operation) {
    return new Reply.Failed(
        "the server does not know the operation "
            + operation
            + ": is it of another version than this command?");
  }

  private Reply perform(Known known, Request request, Progress progress) {
    Reply reply;
    try {
      reply = known.operation.perform(request, progress);
    } catch (RuntimeException | Error e) {
      if (known.heard != Heard.NEVER) {
        listener.performed(request, new Reply.Failed("it broke off"));
      }
      refuseUnworded(request, e);
      throw e;
    }
    if (known.heard == Heard.ALWAYS) {
      listener.performed(request, reply);
    }
    return reply;
  }

  /**
   * The operator gets the message of an IllegalArgumentException that our code has thrown. Exceptions of the JDK have
   * derived classes or no message, and would mean nothing to the operator.
   */
  private static void refuseUnworded(Request request, Throwable e) {
    boolean isWorded =
        e.getClass() == IllegalArgumentException.class
            && Optional.ofNullable(e.getMessage()).isPresent();
    if (e instanceof IllegalArgumentException && !isWorded) {
      throw new IllegalArgumentException(
          "an argument of " + request.operation() + " is not what it must be", e);
    }
  }
}
