package dev.restauth.runtime;

import java.io.Console;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * The signal SIGHUP, with which operators tell a server to reload files. The JDK has no public API
 * for signals. {@code sun.misc.Signal} is exported for this purpose but causes compiler warnings,
 * so it is called by reflection.
 */
final class HangupSignal {
  private static final System.Logger LOG = System.getLogger(HangupSignal.class.getName());

  /** The exit code that shells report for a process that SIGHUP has terminated. */
  private static final int HUNG_UP = 128 + 1;

  private HangupSignal() {}

  /**
   * Handles the signal from now on. Takes some ten milliseconds, since it loads classes. If the
   * process has a terminal, the signal means that the terminal was closed. The server then stops,
   * as it would without a handler. If the process was started with the signal ignored, such as by
   * nohup, the JVM keeps ignoring it; then this method logs a line.
   *
   * @param reload called for each signal, on a separate thread
   */
  static void handle(Runnable reload) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      hungUp(reload);
                      yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "handler of SIGHUP";
                  });
      Object before =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
      if (handler.getField("SIG_IGN").get(null).equals(before)) {
        LOG.log(
            Level.INFO,
            "this process was started with SIGHUP ignored, as by nohup: only restauth reload reloads"
                + " files");
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "SIGHUP is not handled", e); // such as on Windows, or with -Xrs
    }
  }

  /**
   * Stops the server or reloads the files. The terminal is looked up only now, because the look-up
   * loads a large part of the JDK.
   */
  private static void hungUp(Runnable reload) {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
      Runtime.getRuntime().exit(HUNG_UP);
    } else {
      reload.run();
    }
  }
}
