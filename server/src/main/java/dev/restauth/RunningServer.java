package dev.restauth;

import dev.restauth.listener.HttpServer;
import dev.restauth.runtime.Closeables;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.runtime.Serving;

/**
 * A running server. Closing it stops accepting connections, finishes running requests, and closes the
 * database, in that order.
 *
 * @param http the listener
 * @param features the features
 * @param maintenance the thread that runs tasks each minute
 * @param about the database and the password policy, for the log
 * @param closeables all resources of the server
 */
record RunningServer(
    HttpServer http,
    Features features,
    MaintenanceTasks maintenance,
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
