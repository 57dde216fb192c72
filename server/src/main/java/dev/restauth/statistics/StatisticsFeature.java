package dev.restauth.statistics;

import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Store;
import java.time.InstantSource;
import java.util.List;

/** The feature that counts rows for administrators. */
public final class StatisticsFeature implements Feature {
  private final Statistics statistics;

  /** Creates the feature, which counts the rows of {@code store}. */
  public StatisticsFeature(Store store, InstantSource clock) {
    this.statistics = new Statistics(store, clock);
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new StatisticsRoutes(statistics));
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(new MaintenanceTasks.Task("counting for statistics", statistics::countAhead));
  }
}
