package dev.restauth.listener;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** Checks the time-outs of a guard's connections, four times a second on each event loop. */
final class Sweep {
  private static final System.Logger LOG = System.getLogger(Sweep.class.getName());
  private static final long INTERVAL_MILLIS = 250;

  private Sweep() {}

  /** Schedules the check for the connections of this event loop, until the loop is shut down. */
  static void schedule(ConnectionGuard guard, LoopContext loop) {
    var _ =
        loop.executor()
            .scheduleAtFixedRate(
                () -> sweep(guard, loop), INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void sweep(ConnectionGuard guard, LoopContext loop) {
    try {
      long now = guard.now();
      for (GuardedConnection each : guard.open()) {
        if (each.channel().eventLoop() == loop.executor()) {
          each.closeIfOverdue(now);
          if (guard.isStopping()) {
            each.stop();
          }
        }
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "checking connections for time-outs failed", e); // and continues
    }
  }
}
