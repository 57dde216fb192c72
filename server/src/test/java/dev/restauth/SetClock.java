package dev.restauth;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A clock that moves only when a test moves it. */
public final class SetClock implements InstantSource {
  private final Map<Path, Consumer<Instant>> followers = new ConcurrentHashMap<>();
  private final Map<Path, Actions> actions = new ConcurrentHashMap<>();
  private volatile Instant now = Instant.parse("2026-11-25T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  /**
   * Sets the database's time now and at each move. The server in {@code folder} uses that database.
   */
  void follow(Path folder, Consumer<Instant> database) {
    database.accept(now);
    followers.put(folder, database);
  }

  private record Actions(Runnable before, Runnable after) {}

  /**
   * Runs actions before and after each move. Replaces the earlier actions of the server in {@code
   * folder}.
   */
  void aroundMoves(Path folder, Runnable before, Runnable after) {
    actions.put(folder, new Actions(before, after));
  }

  /** Moves the clock forward, or back if the duration is negative. */
  public void move(Duration duration) {
    actions.values().forEach(each -> each.before().run());
    now = now.plus(duration);
    followers.values().forEach(each -> each.accept(now));
    actions.values().forEach(each -> each.after().run());
  }
}
