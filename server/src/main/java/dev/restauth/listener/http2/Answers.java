package dev.restauth.listener.http2;

import dev.restauth.http.Answer;
import dev.restauth.http.Method;
import dev.restauth.listener.http2.Exchange.Phase;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes the answers of one connection, as fast as the client reads. Confined to the connection's
 * event loop, except for methods that any thread may call.
 */
final class Answers {
  /** The size of unread answers, in bytes, above which further requests wait. */
  private static final int UNTAKEN_BYTES = 256 * 1024;

  /**
   * The maximum number of bytes that this connection writes before other connections may write
   * (round-robin). Each answer counts as its size plus one kilobyte.
   */
  private static final int TURN_BYTES = 128 * 1024;

  private static final int ANSWER_BYTES = 1024;
  private static final byte[] EMPTY = {};

  private final Http2Host host;
  private final Http2Limits bounds;
  private final LongSupplier nanoTime;
  private final FrameBudget budget;
  private final Codec codec;
  private final Runnable changed;
  private int untaken;
  private int streaming;
  private int turn;

  /**
   * Creates the answers of a new connection.
   *
   * @param changed schedules a flush and an update of the load
   */
  Answers(
      Http2Host host,
      Http2Limits bounds,
      LongSupplier nanoTime,
      FrameBudget budget,
      Codec codec,
      Runnable changed) {
    this.host = host;
    this.bounds = bounds;
    this.nanoTime = nanoTime;
    this.budget = budget;
    this.codec = codec;
    this.changed = changed;
  }

  /** Begins the next round in which this connection may answer. */
  void beginTurn() {
    turn = 0;
  }

  /** Returns whether one more request may be answered now. */
  boolean hasRoom() {
    return turn < TURN_BYTES && isTaken();
  }

  /** Returns whether the client has read most of the answers. */
  boolean isTaken() {
    return untaken <= UNTAKEN_BYTES && codec.isWritable();
  }

  /** The number of answer bytes that the client's flow-control windows do not allow yet. */
  int untaken() {
    return untaken;
  }

  /** The number of streamed answers, each written by a thread. */
  int streaming() {
    return streaming;
  }

  /** Starts to write an answer, as fast as the client reads. */
  void give(Exchange exchange, Answer answer) {
    turn += answer.body().length + ANSWER_BYTES;
    boolean onlyHead = exchange.method().equals(Method.HEAD);
    if (answer.streamed().isPresent() && !onlyHead) {
      exchange.enter(Phase.STREAMING, nanoTime.getAsLong());
      streaming++;
      codec.head(exchange.stream, answer, host.date(), false);
      StreamedAnswerWriter writer = new StreamedAnswerWriter(this, exchange, bounds.news());
      Thread.ofVirtual()
          .name("http2-stream-" + exchange.stream)
          .start(() -> writer.write(answer.streamed().get()));
      return;
    }
    byte[] body = onlyHead ? EMPTY : answer.body();
    exchange.enter(Phase.WRITING, nanoTime.getAsLong());
    codec.head(exchange.stream, answer, host.date(), body.length == 0);
    if (body.length == 0) {
      finished(exchange);
    } else {
      write(exchange, body, true);
    }
  }

  private void write(Exchange exchange, byte[] body, boolean last) {
    write(
        exchange,
        body,
        last,
        whole -> {
          if (whole && last) {
            finished(exchange);
          }
        });
  }

  private void write(Exchange exchange, byte[] bytes, boolean last, Consumer<Boolean> then) {
    exchange.untaken += bytes.length;
    untaken += bytes.length;
    codec
        .data(exchange.stream, bytes, last)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                budget.earn(bytes.length);
              }
              then.accept(written.isSuccess());
              changed.run();
            });
  }

  /** Records that bytes of an answer were written within the client's flow-control windows. */
  void taken(Exchange exchange, int bytes) {
    exchange.untaken -= bytes;
    untaken -= bytes;
  }

  /** Stops counting the unwritten bytes of an exchange whose stream is closed. */
  void forget(Exchange exchange) {
    taken(exchange, exchange.untaken);
  }

  /**
   * Completes an exchange. If the client has not sent the whole request, resets the stream, so that
   * the client need not send the rest (RFC 9113 section 8.1).
   */
  private void finished(Exchange exchange) {
    budget.earnAnswer();
    if (!exchange.complete) {
      codec.later(
          () -> {
            if (!exchange.gone() && !exchange.complete) {
              codec.reset(exchange.stream, Http2Error.NO_ERROR);
              changed.run();
            }
          });
    }
  }

  /**
   * Writes a piece of a streamed answer. Any thread may call this method.
   *
   * @param then receives, on the event loop, whether the piece was written within the client's
   *     flow-control windows
   */
  void writePiece(Exchange exchange, byte[] bytes, Consumer<Boolean> then) {
    onLoop(
        () -> {
          if (exchange.gone() || bytes.length == 0) {
            then.accept(!exchange.gone());
          } else {
            write(exchange, bytes, false, then);
            changed.run();
          }
        });
  }

  /**
   * Completes a streamed answer. Any thread may call this method.
   *
   * @param whole whether all pieces were written; if not, the stream is reset
   */
  void endPieces(Exchange exchange, boolean whole) {
    onLoop(
        () -> {
          streaming--;
          if (!exchange.gone() && whole) {
            exchange.enter(Phase.WRITING, nanoTime.getAsLong());
            write(exchange, EMPTY, true);
          } else if (!exchange.gone()) {
            codec.reset(exchange.stream, Http2Error.CANCEL);
          }
          changed.run();
        });
  }

  private void onLoop(Runnable work) {
    try {
      codec.later(work);
    } catch (RejectedExecutionException stopped) {
      // The loop has stopped: the connection is closed.
    }
  }
}
