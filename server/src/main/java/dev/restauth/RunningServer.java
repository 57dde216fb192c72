package dev.restauth;

import dev.restauth.listener.HttpServer;
import dev.restauth.runtime.Closeables;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.runtime.Serving;

/**
 * A server that is up. Closing it stops accepting, finishes what runs, and closes the database, in that
 * order.
 *
 * @param features what it is made of
 * @param upkeep for what it does once a minute
 * @param about its database and password policy, for the log
 */
record RunningServer(
    HttpServer http,
    Features features,
    MaintenanceTasks upkeep,
    String about,
    Closeables closeables)
    implements Serving.Running {

  @Override
  public String url() {
    return http.url();
  }

  @Override
  public void close() {
    closeables.close();
  }
}
