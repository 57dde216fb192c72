package dev.restauth.runtime;

import dev.restauth.cli.Cli;
import dev.restauth.config.Catalog;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigException;
import dev.restauth.config.ConfigLoader;
import dev.restauth.crypto.UnusableMasterKey;
import dev.restauth.log.Logging;
import dev.restauth.log.OneLine;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.version.Version;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a server process from start to stop. Prints the ready line or the errors, and returns the
 * exit code.
 *
 * @param settings the catalog of all settings
 * @param start starts the server
 * @param out the stream for the ready line and nothing else
 * @param err the stream for errors, one per line
 */
public record Serving(Catalog settings, Start start, PrintWriter out, PrintWriter err)
    implements Cli.Serving {

  /** A server that runs until it is closed. */
  public interface Running extends AutoCloseable {
    /** Returns the address at which the server listens, as a URL without a path. */
    String url();

    /** Reloads the files that can be reloaded, and logs the result. */
    void reload();

    /**
     * Returns a summary for the log. It names the database and the password policy, and contains no
     * secrets.
     */
    String about();

    @Override
    void close();
  }

  /** Starts a server. */
  public interface Start {
    /**
     * Starts the server, and returns as soon as it listens. Throws an exception if the start fails;
     * {@link #serve} turns the exception into a message.
     */
    Running start(Config config, InstantSource clock);
  }

  @Override
  public int serve(Map<String, String> flags) {
    try {
      Map<String, String> environment = ConfigLoader.environment();
      Config config = ConfigLoader.load(settings, flags, environment, Path.of("").toAbsolutePath());
      Logging.configureQueued(
          config.get(LogSettings.FORMAT), config.get(LogSettings.LEVEL), System.err);
      CompletableFuture<Running> started = new CompletableFuture<>();
      Thread hangup =
          Thread.ofPlatform()
              .daemon()
              .start(() -> HangupSignal.handle(() -> started.join().reload()));
      Running server = start.start(config, InstantSource.system());
      Optional<String> systemd = Optional.ofNullable(environment.get(SystemdNotification.VARIABLE));
      stopAtSignal(server, systemd);
      log(Level.INFO, Version.OURS + " serves on " + server.url() + ", " + server.about());
      config.warnings().forEach(warning -> log(Level.WARNING, warning));
      Logging.flush();
      hangup.join(); // without a handler, SIGHUP ends the process
      out.println(readyLine(server));
      started.complete(server);
      systemd.ifPresent(socket -> send(socket, "READY=1\nSTATUS=serves on " + server.url()));
      new CountDownLatch(1).await();
      return Cli.OK;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> complain(problem.toString()));
      return Cli.USAGE;
    } catch (StoreRefusedException
        | StoreUnavailableException
        | UnusableMasterKey
        | IllegalArgumentException
        | UncheckedIOException e) {
      complain(String.valueOf(e.getMessage()));
      return Cli.FAILED;
    } catch (InterruptedException e) {
      return Cli.FAILED;
    } finally {
      Logging.flush();
    }
  }

  /**
   * Prints an error after all lines of the log. The error may quote text from a database or a file,
   * so it is escaped.
   */
  private void complain(String message) {
    Logging.flush();
    err.println("restauth: " + OneLine.escape(message));
  }

  private static void log(Level level, String event) {
    System.getLogger(Serving.class.getName()).log(level, event);
  }

  /**
   * Stops the server at a signal, and exits with 0. Otherwise, the JVM would exit with 143 after
   * SIGTERM.
   */
  private static void stopAtSignal(Running server, Optional<String> systemd) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      systemd.ifPresent(socket -> send(socket, "STOPPING=1"));
                      server.close();
                      log(Level.INFO, Version.OURS + " has stopped");
                      Logging.flush();
                      Runtime.getRuntime().halt(Cli.OK);
                    }));
  }

  private static void send(String socket, String state) {
    if (!SystemdNotification.send(socket, state)) {
      log(
          Level.WARNING,
          "systemd does not get the state of this server: nothing can be sent to the socket in "
              + SystemdNotification.VARIABLE);
    }
  }

  private static String readyLine(Running server) {
    return String.format(
        Locale.ROOT,
        "REST-auth ready on %s in %.2f s",
        server.url(),
        ProcessAge.now().toMillis() / 1000.0);
  }
}
