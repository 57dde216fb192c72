package dev.restauth.adopt;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells who follows it that accounts were brought in, or that a source's tokens are accepted. */
public final class AdoptionNews {
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();

  /** From now on this is called after each change, once it is durable, on the thread that made it. */
  public void follow(Runnable follower) {
    followers.add(follower);
  }

  void tell() {
    followers.forEach(Runnable::run);
  }
}
