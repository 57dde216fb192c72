package dev.restauth.listener;

import dev.restauth.http.Answer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/**
 * Writes HTTP/1.1 answers to a connection. A large answer is written in pieces, as fast as the
 * client reads. Confined to the connection's event loop.
 */
final class AnswerOutput {
  private static final int PIECE_BYTES = 16 * 1024;

  /**
   * The maximum number of bytes that this connection writes before other connections may write
   * (round-robin). Each answer counts as its size plus one kilobyte.
   */
  private static final int TURN_BYTES = 128 * 1024;

  private static final int ANSWER_BYTES = 1024;
  private static final byte[] EMPTY = {};

  private final ChannelHandlerContext context;
  private final HeadWriter writer;

  /**
   * The body of the answer that is not completely written yet. The unwritten part begins at {@link
   * #restAt}.
   */
  private byte[] rest = EMPTY;

  private int restAt;
  private int turn;

  AnswerOutput(ChannelHandlerContext context, HeadWriter writer) {
    this.context = context;
    this.writer = writer;
  }

  /** Writes an answer, or its first piece, without a flush. */
  void write(Answer answer, boolean closing, boolean onlyHead) {
    int status = answer.status();
    boolean bodiless = status == 204 || status == 304; // RFC 9110 sections 6.4.1 and 8.6
    writer.begin(status);
    writer.fields(answer.fields());
    writer.connection(closing);
    if (answer.streamed().isPresent()) {
      writer.chunked();
    } else if (!bodiless) {
      writer.contentLength(answer.body().length);
    }
    byte[] content = onlyHead || bodiless ? EMPTY : answer.body();
    int first = Math.min(content.length, PIECE_BYTES);
    turn += first + ANSWER_BYTES;
    var _ =
        context.write(Unpooled.wrappedBuffer(writer.end(content, first)), context.voidPromise());
    if (first < content.length) {
      rest = content;
      restAt = first;
    }
  }

  /** Writes 100 (Continue), which asks the client for the body (RFC 9110 section 15.2.1). */
  void writeContinue() {
    var _ =
        context.writeAndFlush(Unpooled.wrappedBuffer(HeadWriter.interim()), context.voidPromise());
  }

  /** Writes further pieces of a large answer, as long as the client reads. */
  void pump() {
    while (hasMore() && isWritable()) {
      int some = Math.min(PIECE_BYTES, rest.length - restAt);
      var _ =
          context.writeAndFlush(Unpooled.wrappedBuffer(rest, restAt, some), context.voidPromise());
      restAt += some;
      turn += some;
      if (restAt == rest.length) {
        forget();
      }
    }
  }

  /** Returns whether a part of an answer is not written yet. */
  boolean hasMore() {
    return rest.length > 0;
  }

  /** The number of bytes that are not written yet. */
  int restBytes() {
    return rest.length - restAt;
  }

  /** Returns whether the client has read most of the written bytes. */
  boolean isTaken() {
    return context.channel().isWritable();
  }

  /**
   * Returns whether this connection may write more now: the client reads, and the round of this
   * connection is not over.
   */
  boolean isWritable() {
    return turn < TURN_BYTES && isTaken();
  }

  /** Starts the next round in which this connection may write. */
  void beginTurn() {
    turn = 0;
  }

  void flush() {
    context.flush();
  }

  /** Runs {@code then} when all written bytes are sent, or the connection is closed. */
  void whenTaken(Runnable then) {
    var _ = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> then.run());
  }

  void forget() {
    rest = EMPTY;
    restAt = 0;
  }
}
