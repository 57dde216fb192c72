package dev.restauth.listener;

import dev.restauth.blocking.WouldBlock;
import dev.restauth.http.Answer;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.IncomingRequest;
import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Has requests answered: at once if memory knows the answer, else from the beginning by a virtual thread, which may wait.
 * Thread-safe.
 *
 * @param dispatcher knows the answers
 */
record Answering(Dispatcher dispatcher) {
  private static final System.Logger LOG = System.getLogger(Answering.class.getName());

  /**
   * Answers a request. Called on a loop.
   *
   * @param then takes the answer on the same loop, perhaps before this returns; empty if there is none, and whoever
   *     asked is to be left without
   */
  void answer(IncomingRequest request, EventExecutor loop, Consumer<Optional<Answer>> then) {
    Optional<Answer> known;
    try {
      known = answer(request);
    } catch (WouldBlock elsewhere) {
      Thread.ofVirtual().name("request").start(() -> answerThere(request, loop, then));
      return;
    }
    then.accept(known);
  }

  private void answerThere(
      IncomingRequest request, EventExecutor loop, Consumer<Optional<Answer>> then) {
    Optional<Answer> known = Optional.empty();
    try {
      known = answer(request);
    } finally {
      Optional<Answer> found = known;
      try {
        loop.execute(() -> then.accept(found));
      } catch (RejectedExecutionException stopped) {
        // Nobody waits any more.
      }
    }
  }

  private Optional<Answer> answer(IncomingRequest request) {
    try {
      return Optional.of(dispatcher.answer(request));
    } catch (ClientGoneException e) {
      return Optional.empty();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request failed", e);
      return Optional.empty();
    }
  }
}
