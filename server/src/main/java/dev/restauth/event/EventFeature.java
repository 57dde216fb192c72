package dev.restauth.event;

import dev.restauth.config.Config;
import dev.restauth.control.Operations;
import dev.restauth.feature.Feature;
import dev.restauth.runtime.MaintenanceTasks;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The log of security events. It begins before all others and is closed after them. */
public final class EventFeature implements Feature {
  private final EventLog log;

  /**
   * As it is configured.
   *
   * @param names finds the name of an account
   */
  public EventFeature(Config config, InstantSource clock, LongFunction<Optional<String>> names) {
    this.log =
        new EventLog(
            clock,
            config.get(EventSettings.LOG_USER_NAMES) ? Optional.of(names) : Optional.empty());
  }

  /** Where features write what has happened. */
  public SecurityEvents log() {
    return log;
  }

  /** Writes what operators have done. */
  public Operations.Listener commands() {
    return new CommandEvents(log);
  }

  @Override
  public List<MaintenanceTasks.Task> upkeep() {
    return List.of(new MaintenanceTasks.Task("summing security events", this::tend));
  }

  private boolean tend() {
    log.tend();
    return false;
  }

  @Override
  public void close() {
    log.flush();
  }
}
