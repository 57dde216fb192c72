package dev.restauth.runtime;

import java.io.Console;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * The signal SIGHUP, by which operators have servers read files anew. The JDK has no public interface for signals;
 * {@code sun.misc.Signal} is exported for this use, but the compiler warns of its name, so it is called by reflection.
 */
final class HangupSignal {
  private static final System.Logger LOG = System.getLogger(HangupSignal.class.getName());

  private HangupSignal() {}

  /**
   * Handles the signal from now on, unless the process has a terminal: there the signal means that the terminal is gone,
   * and the server stops, as without a handler.
   *
   * @param reload called at each signal, on a thread of its own
   */
  static void handle(Runnable reload) {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
      return;
    }
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
                      reload.run();
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
}
