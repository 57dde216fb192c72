package dev.restauth.feature;

import dev.restauth.control.Operations;
import dev.restauth.http.RouteTable;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a capability brings to a program that has opened its database: a server, or an operator's command
 * that works without one. It is built by hand, with what it needs. Building it starts no thread and
 * touches no row; a command asks for its operations alone and closes it.
 *
 * <p>A server has all features {@link #begin}, in the order in which they were built, and then takes
 * their routes and the rest; at the end they are closed in the reverse order. One thread does all that;
 * {@link #heard} and {@link #afresh} may be called by others, at any time from the beginning on.
 */
public interface Feature extends AutoCloseable {

  /** What can be called by HTTP; asked for once, after the beginning. */
  default List<RouteTable.Routes> routes() {
    return List.of();
  }

  /**
   * Where its part of the OpenAPI document is on the class path: {@code openapi.json} beside its class;
   * empty if there is none.
   */
  default Optional<String> openApi() {
    String place = "/" + getClass().getPackageName().replace('.', '/') + "/openapi.json";
    return Optional.of(place).filter(there -> getClass().getResource(there) != null);
  }

  /** What an operator can have done while the database is open. */
  default List<Operations.Source> operations() {
    return List.of();
  }

  /** What is done each minute in a server; asked for once, after the beginning. */
  default List<MaintenanceTasks.Task> upkeep() {
    return List.of();
  }

  /**
   * Reads what is to be remembered, makes what has to be there, starts threads.
   *
   * @throws dev.restauth.store.StoreRefusedException where this program must not serve the database
   * @throws dev.restauth.crypto.UnusableMasterKey where there is no usable master key
   */
  default void begin() {}

  /**
   * These were committed, here or by another server, in this order: what is remembered of them is to
   * count no more when this returns. May be called again after a failure, and in any order.
   */
  default void heard(List<Change> changes) {}

  /**
   * Nobody knows whether these were committed: what is remembered of them is dropped or read anew. If
   * they were, they are heard once more.
   */
  default void inDoubt(List<Change> changes) {
    heard(changes);
  }

  /**
   * What was committed is not known one by one: all that is remembered is dropped or read anew. May be
   * called again after a failure.
   */
  default void afresh() {}

  /**
   * Tells all of them, whatever one of them throws.
   *
   * @throws RuntimeException what the first threw that did, with the others' suppressed
   */
  static void tellAll(List<? extends Feature> features, Consumer<Feature> what) {
    Optional<RuntimeException> failure = Optional.empty();
    for (Feature each : features) {
      try {
        what.accept(each);
      } catch (RuntimeException e) {
        failure.ifPresent(first -> first.addSuppressed(e));
        failure = failure.or(() -> Optional.of(e));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** The server is about to stop; requests that would last are to end now. */
  default void stop() {}

  /** Ends threads and connections. No request runs any more, and the database is still open. */
  @Override
  default void close() {}
}
