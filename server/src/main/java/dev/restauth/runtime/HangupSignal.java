package dev.restauth.runtime;

import java.io.Console;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * The signal SIGHUP, with which operators make servers reload files. The JDK has no public interface for signals;
 * {@code sun.misc.Signal} is exported for this use, but the compiler warns of its name, so it is called by reflection.
 */
final class HangupSignal {
  private static final System.Logger LOG = System.getLogger(HangupSignal.class.getName());

  /** The exit code of a process that the signal ends, as shells report it. */
  private static final int HUNG_UP = 128 + 1;

  private HangupSignal() {}

  /**
   * Handles the signal from now on. If the process has a terminal, the signal means that the terminal is gone, and the
   * server stops, as without a handler.
   *
   * @param reload called at each signal, on a thread of its own
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
      var _ =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "SIGHUP is not handled", e); // such as on Windows, or with -Xrs
    }
  }

  /** Looks for the terminal only now, because this loads much of the JDK. */
  private static void hungUp(Runnable reload) {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
      Runtime.getRuntime().exit(HUNG_UP);
    } else {
      reload.run();
    }
  }
}
