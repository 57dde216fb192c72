package dev.restauth.listener.http2;

import dev.restauth.http.Answer;
import dev.restauth.http.Method;
import dev.restauth.listener.http2.Exchange.Phase;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Writes the answers of one connection, as its client takes them. Used by its loop, unless it says otherwise. */
final class Answers {
  /** No request is answered while answers that the client has not taken hold more than that; in bytes. */
  private static final int UNTAKEN_BYTES = 256 * 1024;

  /** Answered in one turn, before other connections have theirs; a small answer counts for a kilobyte. */
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
   * Of a connection that begins.
   *
   * @param changed is told when there is something to be flushed and noted
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

  /** Begins this connection's turn to answer. */
  void beginTurn() {
    turn = 0;
  }

  /** Whether one more request may be answered now. */
  boolean hasRoom() {
    return turn < TURN_BYTES && isTaken();
  }

  /** Whether the client has taken what was answered, or most of it. */
  boolean isTaken() {
    return untaken <= UNTAKEN_BYTES && codec.isWritable();
  }

  /** What the client's windows have not taken, in bytes. */
  int untaken() {
    return untaken;
  }

  /** How many answers are written by threads, piece by piece. */
  int streaming() {
    return streaming;
  }

  /** Writes an answer, as its client takes it. */
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

  /** The client's windows have taken some of an answer. */
  void taken(Exchange exchange, int bytes) {
    exchange.untaken -= bytes;
    untaken -= bytes;
  }

  /** Its stream is over. */
  void forget(Exchange exchange) {
    taken(exchange, exchange.untaken);
  }

  /** If the client has not sent all of its request, it need not any more (RFC 9113 section 8.1). */
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
   * Writes a piece of a streamed answer. Any thread may.
   *
   * @param then is told whether the client's windows have taken it; on the loop
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

  /** Ends a streamed answer. Any thread may. */
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
      // Nobody waits any more.
    }
  }
}
