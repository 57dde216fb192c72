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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Answers requests. Computes an answer on the event loop if no blocking work is needed. Otherwise
 * the attempt is aborted, and a virtual thread, which may block, answers the request from the
 * beginning. Thread-safe.
 *
 * @param dispatcher computes the answers
 * @param onThreads the number of requests that virtual threads are answering
 */
record Answering(Dispatcher dispatcher, LongAdder onThreads) {
  private static final System.Logger LOG = System.getLogger(Answering.class.getName());

  Answering(Dispatcher dispatcher) {
    this(dispatcher, new LongAdder());
  }

  /**
   * Answers a request. Called on an event loop.
   *
   * @param then receives the answer on the same loop, perhaps before this method returns; empty if
   *     the connection or stream must be closed without an answer
   */
  void answer(IncomingRequest request, EventExecutor loop, Consumer<Optional<Answer>> then) {
    long begunAt = System.nanoTime();
    Optional<Answer> answer;
    try {
      answer = answer(request, begunAt);
    } catch (WouldBlock needsThread) {
      Thread.ofVirtual().name("request").start(() -> answerOnThread(request, begunAt, loop, then));
      return;
    }
    then.accept(answer);
  }

  private void answerOnThread(
      IncomingRequest request, long begunAt, EventExecutor loop, Consumer<Optional<Answer>> then) {
    Optional<Answer> computed = Optional.empty();
    onThreads.increment();
    try {
      computed = dispatcher.requestId(request).during(() -> answer(request, begunAt));
    } finally {
      onThreads.decrement();
      Optional<Answer> answer = computed;
      try {
        loop.execute(() -> then.accept(answer));
      } catch (RejectedExecutionException stopped) {
        // The loop has stopped: the connection is closed.
      }
    }
  }

  private Optional<Answer> answer(IncomingRequest request, long begunAt) {
    try {
      return Optional.of(dispatcher.answer(request, begunAt));
    } catch (ClientGoneException e) {
      return Optional.empty();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request failed", e);
      return Optional.empty();
    }
  }
}
