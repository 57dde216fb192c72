package dev.restauth.feature;

import dev.restauth.figure.Figure;
import dev.restauth.http.RouteTable;
import dev.restauth.operator.Operations;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A feature in a program that has opened its database: a server, or an operator's command that works
 * without a server. The program calls the constructor with all dependencies. The constructor starts no thread
 * and changes no row. A command only uses the operations, and then closes the feature.
 *
 * <p>A server calls {@link #verify} and {@link #begin} of all features, in the order in which they were built, and then
 * uses their routes and the rest. At the end it closes them in reverse order. A single thread does all of this. Other
 * threads may call {@link #onChanges}, {@link #onUncertainCommit} and {@link #invalidateAll}, at any time from {@link
 * #begin} on.
 */
public interface Feature extends AutoCloseable {

  /** The HTTP routes; called once, after {@link #begin}. */
  default List<RouteTable.Routes> routes() {
    return List.of();
  }

  /**
   * The place of the feature's part of the OpenAPI document on the class path: {@code openapi.json} beside its
   * class; empty if there is none.
   */
  default Optional<String> openApi() {
    String place = "/" + getClass().getPackageName().replace('.', '/') + "/openapi.json";
    return Optional.of(place).filter(there -> getClass().getResource(there) != null);
  }

  /** The operator's operations that need an open database. */
  default List<Operations.Source> operations() {
    return List.of();
  }

  /** The tasks that a server runs every minute; called once, after {@link #begin}. */
  default List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of();
  }

  /** The figures for the server's monitoring; called once, after {@link #begin}. */
  default List<Figure> figures() {
    return List.of();
  }

  /**
   * Checks whether this program may serve the database. Called for all features before the first of them begins. Changes
   * nothing, so that a refused start leaves nothing behind.
   *
   * @throws dev.restauth.config.ConfigException if the settings do not suit the database
   */
  default void verify() {}

  /**
   * Fills caches, creates required rows and starts threads.
   *
   * @throws dev.restauth.store.StoreRefusedException if this program must not serve the database
   * @throws dev.restauth.crypto.UnusableMasterKey if there is no usable master key
   */
  default void begin() {}

  /**
   * Applies changes that were committed, by this server or another one, in this order. When this method
   * returns, cached data from before the changes must no longer be used. May be called again after a failure,
   * and in any order.
   */
  default void onChanges(List<Change> changes) {}

  /**
   * Handles changes of which it is uncertain whether they were committed: drops or reloads the cached data
   * that they concern. If they were committed, {@link #onChanges} is called with them later.
   */
  default void onUncertainCommit(List<Change> changes) {
    onChanges(changes);
  }

  /**
   * Drops or reloads all cached data, because the individual changes that were committed are unknown. May be
   * called again after a failure.
   */
  default void invalidateAll() {}

  /**
   * Erases what the feature stores about an account, in the transaction that closes the account, so that both are
   * committed or neither. The row of the account is locked. A command may also call this.
   *
   * @param username the name that the account had
   */
  default void erase(Transaction tx, long accountId, String username) {}

  /**
   * Calls all features, even if one of them throws.
   *
   * @throws RuntimeException the first exception, with the others suppressed
   */
  static void callAll(List<? extends Feature> features, Consumer<Feature> call) {
    Optional<RuntimeException> failure = Optional.empty();
    for (Feature each : features) {
      try {
        call.accept(each);
      } catch (RuntimeException e) {
        failure.ifPresent(first -> first.addSuppressed(e));
        failure = failure.or(() -> Optional.of(e));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** Ends long-lasting requests, because the server is about to stop. */
  default void stop() {}

  /** Ends threads and connections. No request runs any longer, and the database is still open. */
  @Override
  default void close() {}
}
