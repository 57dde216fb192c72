package dev.restauth.listener;

import dev.restauth.http.Answer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/**
 * Writes answers of HTTP/1.1 to a connection: a large one piece by piece, as the client takes it. Used by the loop of the
 * connection.
 */
final class AnswerOutput {
  private static final int PIECE_BYTES = 16 * 1024;

  /** Written at one time before other connections have their turn; a small answer counts for a kilobyte. */
  private static final int TURN_BYTES = 128 * 1024;

  private static final int ANSWER_BYTES = 1024;
  private static final byte[] EMPTY = {};

  private final ChannelHandlerContext context;
  private final HeadWriter writer;

  /** What is not written yet of an answer, from {@link #restAt} on. */
  private byte[] rest = EMPTY;

  private int restAt;
  private int turn;

  AnswerOutput(ChannelHandlerContext context, HeadWriter writer) {
    this.context = context;
    this.writer = writer;
  }

  /** Writes an answer, or its beginning, without flushing it. */
  void write(Answer answer, boolean closing, boolean onlyHead) {
    int status = answer.status();
    boolean bodiless = status == 204 || status == 304; // RFC 9110 sections 6.4.1 and 8.6
    writer.begin(status);
    answer.fields().forEach(writer::field);
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

  /** Asks the client for the body (RFC 9110 section 15.2.1). */
  void writeContinue() {
    var _ =
        context.writeAndFlush(Unpooled.wrappedBuffer(HeadWriter.interim()), context.voidPromise());
  }

  /** Writes more of an answer that is written in pieces, as long as the client takes it. */
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

  /** Whether some of an answer is not written yet. */
  boolean hasMore() {
    return rest.length > 0;
  }

  /** What is not written yet, in bytes. */
  int restBytes() {
    return rest.length - restAt;
  }

  /** Whether the client has taken what was written, or most of it. */
  boolean isTaken() {
    return context.channel().isWritable();
  }

  /** Whether more may be written now. */
  boolean isWritable() {
    return turn < TURN_BYTES && isTaken();
  }

  /** It is this connection's turn to write. */
  void beginTurn() {
    turn = 0;
  }

  void flush() {
    context.flush();
  }

  /** Does this when all that was written is taken, or the connection has ended. */
  void whenTaken(Runnable then) {
    var _ = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> then.run());
  }

  void forget() {
    rest = EMPTY;
    restAt = 0;
  }
}
