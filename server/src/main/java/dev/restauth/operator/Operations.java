package dev.restauth.operator;

import dev.restauth.job.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operations for operators, by name. The features add their operations at the start.
 * Afterwards, this object no longer changes, and any number of threads may use it.
 */
public final class Operations {

  /** An operation. */
  @FunctionalInterface
  public interface Operation {
    /**
     * Performs the operation on the calling thread, which must be a platform thread. The call may
     * take long.
     */
    Reply perform(Request request, Progress progress);
  }

  /** A feature that provides operations for operators. */
  public interface Source {
    /** Adds the operations of this feature. */
    void declare(Operations operations);
  }

  /** Records each operation after it was performed and before its reply is sent. Thread-safe. */
  @FunctionalInterface
  public interface Listener {
    /** Records an operation. Must not throw an exception. */
    void performed(Request request, Reply reply);
  }

  /** The cases in which the listener records an operation. */
  private enum Recording {
    ALWAYS,
    IF_IT_BREAKS_OFF,
    NEVER
  }

  private record Declared(Operation operation, Recording recording) {}

  private final Map<String, Declared> byName = new HashMap<>();
  private final Listener listener;

  /** Creates an object without operations and without a listener. */
  public Operations() {
    this((request, reply) -> {});
  }

  /** Creates an object without operations. */
  public Operations(Listener listener) {
    this.listener = listener;
  }

  /**
   * Adds an operation, which the listener records.
   *
   * @throws IllegalStateException if the name is taken
   */
  public Operations add(String name, Operation operation) {
    return add(name, operation, Recording.ALWAYS);
  }

  /**
   * Adds an operation that records its changes itself. The listener records the operation only if
   * it throws an exception, because then it may be unclear whether the operation was performed.
   *
   * @throws IllegalStateException if the name is taken
   */
  public Operations addRecording(String name, Operation operation) {
    return add(name, operation, Recording.IF_IT_BREAKS_OFF);
  }

  /**
   * Adds an operation that is not recorded, because it concerns neither the database nor a secret.
   *
   * @throws IllegalStateException if the name is taken
   */
  public Operations addUnrecorded(String name, Operation operation) {
    return add(name, operation, Recording.NEVER);
  }

  private Operations add(String name, Operation operation, Recording recording) {
    if (byName.putIfAbsent(name, new Declared(operation, recording)) != null) {
      throw new IllegalStateException("two operations are called " + name);
    }
    return this;
  }

  /** The names of all operations. */
  Set<String> names() {
    return byName.keySet();
  }

  /** Performs a request. The reply is a failure if the operation does not exist. */
  public Reply perform(Request request, Progress progress) {
    return Optional.ofNullable(byName.get(request.operation()))
        .map(declared -> perform(declared, request, progress))
        .orElseGet(() -> unknown(request.operation()));
  }

  /** Returns the failure for a request whose operation the server does not have. */
  static Reply unknown(String operation) {
    return new Reply.Failed(
        "the server does not know the operation "
            + operation
            + ": is it of another version than this command?");
  }

  private Reply perform(Declared declared, Request request, Progress progress) {
    Reply reply;
    try {
      reply = declared.operation.perform(request, progress);
    } catch (RuntimeException | Error e) {
      if (declared.recording != Recording.NEVER) {
        listener.performed(request, new Reply.Failed("it broke off"));
      }
      refuseUnworded(request, e);
      throw e;
    }
    if (declared.recording == Recording.ALWAYS) {
      listener.performed(request, reply);
    }
    return reply;
  }

  /**
   * Throws an understandable failure in place of an IllegalArgumentException of the JDK, whose
   * message would mean nothing to the operator. An exception of the JDK is a subclass of
   * IllegalArgumentException, or has no message. Exceptions of our own code are not replaced, so
   * the operator sees their messages.
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
