package dev.restauth.control;

import dev.restauth.job.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What can be asked for, by name. Filled at the start by the features; after that it does not change
 * and may be used by many threads.
 */
public final class Operations {

  /** Does one thing. */
  @FunctionalInterface
  public interface Operation {
    /** Does it on the calling thread, which must be a platform thread; may take long. */
    Reply perform(Request request, Progress progress);
  }

  /** A feature that can do something for an operator. */
  public interface Source {
    /** Adds what it can do. */
    void declare(Operations operations);
  }

  private final Map<String, Operation> byName = new HashMap<>();

  /**
   * Adds one.
   *
   * @throws IllegalStateException where the name is taken
   */
  public Operations add(String name, Operation operation) {
    if (byName.putIfAbsent(name, operation) != null) {
      throw new IllegalStateException("two operations are called " + name);
    }
    return this;
  }

  /** Performs a request; one for an unknown operation fails. */
  public Reply perform(Request request, Progress progress) {
    return Optional.ofNullable(byName.get(request.operation()))
        .map(operation -> operation.perform(request, progress))
        .orElseGet(
            () ->
                new Reply.Failed(
                    "the server does not know the operation "
                        + request.operation()
                        + ": is it of another version than this command?"));
  }
}
