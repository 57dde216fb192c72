package dev.restauth.event;

import dev.restauth.config.Config;
import dev.restauth.control.Operations;
import dev.restauth.feature.Feature;
import dev.restauth.runtime.MaintenanceTasks;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The log of security events. It starts before all other features and is closed after them. */
public final class EventFeature implements Feature {
  private final EventLog log;

  /**
   * Creates the feature.
   *
   * @param names finds the name of an account
   */
  public EventFeature(Config config, InstantSource clock, LongFunction<Optional<String>> names) {
    this.log =
        new EventLog(
            clock,
            config.get(EventSettings.LOG_USER_NAMES) ? Optional.of(names) : Optional.empty());
  }

  /** Returns the log that features write to. */
  public SecurityEvents log() {
    return log;
  }

  /** Returns the listener that writes the commands of operators. */
  public Operations.Listener commands() {
    return new CommandEvents(log);
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("writing sums of security events", this::writeSums));
  }

  private boolean writeSums() {
    log.writeFinishedSums();
    return false;
  }

  @Override
  public void close() {
    log.flush();
  }
}
