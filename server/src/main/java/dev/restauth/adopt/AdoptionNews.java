package dev.restauth.adopt;

import dev.restauth.store.StoreUnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells who follows it that accounts were brought in, or that a source's tokens are accepted. */
final class AdoptionNews {
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();

  /** From now on this is called after each change, once it is durable, on the thread that made it. */
  void follow(Runnable follower) {
    followers.add(follower);
  }

  void tell() {
    followers.forEach(Runnable::run);
  }

  /**
   * Tells them of what another process did, each on a thread of its own: they may count many accounts,
   * and nobody is to wait for that. Whoever finds the database down finds out later.
   */
  void tellMeanwhile() {
    followers.forEach(follower -> Thread.startVirtualThread(() -> tell(follower)));
  }

  private static void tell(Runnable follower) {
    try {
      follower.run();
    } catch (StoreUnavailableException e) {
      // The store has told the operator.
    }
  }
}
