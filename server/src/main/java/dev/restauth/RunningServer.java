package dev.restauth;

import dev.restauth.figure.Figure;
import dev.restauth.listener.HttpServer;
import dev.restauth.listener.ManagementListener;
import dev.restauth.runtime.Closeables;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.runtime.Serving;
import dev.restauth.status.ReloadedFiles;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A running server. Closing it first stops accepting connections, then waits for running requests,
 * and then closes the database.
 *
 * @param http the listener
 * @param management the listener on the management port; empty if no such port is configured
 * @param figures creates the figures (metrics) of all parts of the server
 * @param files the files that can be reloaded
 * @param maintenance the thread that runs the maintenance tasks every minute
 * @param about the database and the password policy, for the log
 * @param closeables all resources of the server
 */
record RunningServer(
    HttpServer http,
    Optional<ManagementListener> management,
    Features features,
    Supplier<List<Figure>> figures,
    ReloadedFiles files,
    MaintenanceTasks maintenance,
    String about,
    Closeables closeables)
    implements Serving.Running {

  @Override
  public String url() {
    return http.url();
  }

  @Override
  public void reload() {
    var _ = files.reload();
  }

  @Override
  public void close() {
    closeables.close();
  }
}
