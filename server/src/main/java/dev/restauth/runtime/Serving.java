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
import java.util.concurrent.CountDownLatch;

/**
 * A server's life as the operator sees it: what is printed, and the exit code.
 *
 * @param settings all that there are
 * @param start makes the server
 * @param out for the ready line and nothing else
 * @param err for what is wrong, a line each
 */
public record Serving(Catalog settings, Start start, PrintWriter out, PrintWriter err)
    implements Cli.Serving {

  /** A server that is up, until it is closed. */
  public interface Running extends AutoCloseable {
    /** Where it listens, as a URL without a path. */
    String url();

    /** What an operator wants to find in the log: database and password policy, no secret. */
    String about();

    @Override
    void close();
  }

  /** Starts a server, or throws what {@link #serve} words. */
  public interface Start {
    /** Returns when it listens. */
    Running start(Config config, InstantSource clock);
  }

  @Override
  public int serve(Map<String, String> flags) {
    try {
      Config config =
          ConfigLoader.load(
              settings, flags, ConfigLoader.environment(), Path.of("").toAbsolutePath());
      Logging.configureQueued(
          config.get(LogSettings.FORMAT), config.get(LogSettings.LEVEL), System.err);
      Running server = start.start(config, InstantSource.system());
      stopAtSignal(server);
      log(Level.INFO, Version.OURS + " serves on " + server.url() + ", " + server.about());
      config.warnings().forEach(warning -> log(Level.WARNING, warning));
      Logging.flush();
      out.println(readyLine(server));
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

  /** It may quote what stands in a database or a file. What was logged comes first. */
  private void complain(String message) {
    Logging.flush();
    err.println("restauth: " + OneLine.escape(message));
  }

  private static void log(Level level, String event) {
    System.getLogger(Serving.class.getName()).log(level, event);
  }

  /** A JVM that a signal ends would exit with 143; one that has done what it was told exits with 0. */
  private static void stopAtSignal(Running server) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      server.close();
                      log(Level.INFO, Version.OURS + " has stopped");
                      Logging.flush();
                      Runtime.getRuntime().halt(Cli.OK);
                    }));
  }

  private static String readyLine(Running server) {
    return String.format(
        Locale.ROOT,
        "REST-auth ready on %s in %.2f s",
        server.url(),
        ProcessAge.now().toMillis() / 1000.0);
  }
}
