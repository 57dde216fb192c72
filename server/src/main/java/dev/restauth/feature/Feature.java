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
 * A feature in a program that has opened its database. The program is a server, or an operator's
 * command that works without a server. It passes all dependencies to the constructor, which starts
 * no thread and changes no row. A command only uses the operations, and then closes the feature.
 *
 * <p>A server calls {@link #verify} and {@link #begin} of all features, in the order in which they
 * were built. Then it uses their routes and other parts. Finally it closes the features in reverse
 * order. A single thread makes all of these calls. Other threads may call {@link #onChanges},
 * {@link #onUncertainCommit} and {@link #invalidateAll} at any time after {@link #begin} was
 * called.
 */
public interface Feature extends AutoCloseable {

  /** Returns the HTTP routes. Called once, after {@link #begin}. */
  default List<RouteTable.Routes> routes() {
    return List.of();
  }

  /**
   * Returns the class-path location of the feature's part of the OpenAPI document, {@code
   * openapi.json} beside the feature's class. Empty if there is none.
   */
  default Optional<String> openApi() {
    String place = "/" + getClass().getPackageName().replace('.', '/') + "/openapi.json";
    return Optional.of(place).filter(there -> getClass().getResource(there) != null);
  }

  /** Returns the operator's operations that need an open database. */
  default List<Operations.Source> operations() {
    return List.of();
  }

  /** Returns the tasks that a server runs every minute. Called once, after {@link #begin}. */
  default List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of();
  }

  /**
   * Returns the figures (metrics) for the server's monitoring. Called once, after {@link #begin}.
   */
  default List<Figure> figures() {
    return List.of();
  }

  /**
   * Checks whether this program may serve the database. Called for all features before the first
   * feature begins. Changes nothing, so that a refused start leaves no traces.
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
   * Applies committed changes of this server or another server, in the given order. After this
   * method has returned, cached data from before the changes must no longer be used. After a
   * failure, the caller may call this method again with the same changes, in any order.
   */
  default void onChanges(List<Change> changes) {}

  /**
   * Drops or reloads the cached data that the changes concern. The commit of the changes is in
   * doubt; if it has succeeded, {@link #onChanges} is called later with the same changes.
   */
  default void onUncertainCommit(List<Change> changes) {
    onChanges(changes);
  }

  /**
   * Drops or reloads all cached data, because the individual committed changes are unknown. After a
   * failure, the caller may call this method again.
   */
  default void invalidateAll() {}

  /**
   * Erases the data that the feature stores about an account. Runs in the transaction that closes
   * the account, so that a closed account never keeps this data. The account row is locked. Servers
   * and operators' commands call this method.
   *
   * @param username the user name that the account had
   */
  default void erase(Transaction tx, long accountId, String username) {}

  /**
   * Calls all features, even if one of the calls throws an exception.
   *
   * @throws RuntimeException the first exception; later exceptions are added to it as suppressed
   *     exceptions
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

  /**
   * Stops threads and closes connections. At this time no requests are running, and the database is
   * still open.
   */
  @Override
  default void close() {}
}
