package dev.restauth.listener;

import dev.restauth.http.Answer;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Limits;
import dev.restauth.http.ProblemException;
import dev.restauth.http.Streamed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 connection (RFC 9112), which handles one request after the other. Confined to the
 * connection's event loop.
 *
 * <p>The connection answers a request as soon as the head is complete. It reads the body if the
 * route needs it; otherwise it discards the body after the answer. While a thread answers a
 * request, the connection reads a little ahead, to detect that the client has closed the
 * connection. While the client does not read answers, the connection reads nothing (back-pressure).
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Protocol {
  private static final System.Logger LOG = System.getLogger(Http1Connection.class.getName());

  /**
   * The number of bytes that are read ahead during an answer; the last read may exceed this number.
   */
  private static final int AHEAD_BYTES = 4 * 1024;

  /**
   * The maximum buffered input, in bytes. It exceeds the limit of a head, so that an oversized head
   * is detected.
   */
  private static final int AT_MOST_BYTES = 32 * 1024;

  private final GuardedConnection guard;
  private final Answering answering;
  private final boolean secure;
  private final HeadWriter writer;
  private final RequestClock clock;
  private ChannelHandlerContext context;
  private AnswerOutput output;

  private Http1Phase phase = Http1Phase.HEAD;
  private final InputBuffer input = new InputBuffer();
  private boolean inputEnded;

  private HeadReader head = new HeadReader();
  private Optional<RequestBody> body = Optional.empty();
  private Optional<Http1Incoming> request = Optional.empty();

  private boolean working;

  /**
   * Indicates that the next request waits: the client does not read answers, or it is the turn of
   * other connections.
   */
  private boolean blocked;

  private boolean moreMayCome;

  @SuppressWarnings("NullAway.Init") // handlerAdded sets the fields
  Http1Connection(GuardedConnection guard, Answering answering, boolean secure, HeadWriter writer) {
    this.guard = guard;
    this.answering = answering;
    this.secure = secure;
    this.writer = writer;
    this.clock = new RequestClock(guard);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    output = new AnswerOutput(ctx, writer);
    guard.setProtocol(this);
  }

  boolean isOnLoop() {
    return context.executor().inEventLoop();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf more = (ByteBuf) message;
    switch (phase) {
      case HEAD, ANSWERING, READING_AWAY -> {
        input.append(more);
        more.release();
        goOn();
      }
      case LAST_ANSWER, STREAMING -> more.release();
    }
  }

  /** Performs all possible steps, writes the output, and updates the state. */
  private void goOn() {
    working = true;
    try {
      output.beginTurn();
      do {
        pump();
        blocked = false;
        while (step()) {
          // until input or an answer is missing
        }
        output.flush();
      } while (output.isWritable() && (output.hasMore() || blocked));
    } catch (ProblemException e) {
      refuse(e);
      output.flush();
    } finally {
      working = false;
    }
    if (output.isTaken() && (output.hasMore() || blocked)) {
      var _ = context.executor().schedule(this::goOn, 1, TimeUnit.MILLISECONDS);
    }
    settle();
  }

  private void pump() {
    if (output.hasMore()) {
      output.pump();
      if (!output.hasMore() && phase == Http1Phase.LAST_ANSWER) {
        output.whenTaken(this::linger);
      }
    }
  }

  /**
   * Performs one step. Returns false if the next step needs input or an answer that is still
   * missing.
   */
  private boolean step() {
    return switch (phase) {
      case HEAD -> {
        blocked = !canBegin();
        yield !blocked && readHead();
      }
      case ANSWERING -> {
        body.ifPresent(asked -> asked.feed(inputEnded));
        yield false;
      }
      case READING_AWAY -> readAway();
      case LAST_ANSWER, STREAMING -> false;
    };
  }

  /**
   * Returns whether the client has read most of the earlier answers, so that a request may begin.
   */
  private boolean canBegin() {
    return !output.hasMore() && output.isWritable();
  }

  private boolean readHead() {
    if (!input.into(head)) {
      if (inputEnded) {
        if (head.hasBegun()) {
          throw HeadReader.malformed();
        }
        closeWhenTaken();
      }
      return false;
    }
    RequestBody next = new RequestBody(head, input, output);
    if (next.isThere() && !head.all("content-encoding").isEmpty()) {
      throw HeadReader.refused(Limits.encoded());
    }
    phase = Http1Phase.ANSWERING;
    body = Optional.of(next);
    Http1Incoming incoming = new Http1Incoming(this, head, guard, secure);
    request = Optional.of(incoming);
    if (inputEnded) {
      incoming.noteGone();
    }
    answering.answer(incoming, context.executor(), answer -> answered(incoming, answer));
    return phase != Http1Phase.ANSWERING;
  }

  /**
   * Discards the rest of a body. If the body is malformed, closes the connection, because the
   * answer was already sent.
   */
  private boolean readAway() {
    try {
      if (body.isEmpty() || body.get().readAway()) {
        next();
        return true;
      }
      if (inputEnded) {
        closeWhenTaken();
      }
    } catch (ProblemException e) {
      moreMayCome = true;
      endWithThis();
    }
    return false;
  }

  private void next() {
    phase = Http1Phase.HEAD;
    head = new HeadReader();
    body = Optional.empty();
    clock.over();
  }

  byte[] bodyNow() {
    return body.orElseThrow().now(inputEnded);
  }

  void sendBodyTo(CompletableFuture<byte[]> wanted) {
    try {
      context.executor().execute(() -> sendBody(wanted));
    } catch (RejectedExecutionException stopped) {
      wanted.completeExceptionally(stopped);
    }
  }

  private void sendBody(CompletableFuture<byte[]> wanted) {
    if (body.isPresent() && context.channel().isActive()) {
      body.get().sendTo(wanted);
      goOn();
    } else {
      wanted.completeExceptionally(new ClientGoneException("the connection is gone"));
    }
  }

  private void answered(Http1Incoming to, Optional<Answer> answer) {
    if (request.isEmpty() || request.get() != to || !context.channel().isActive()) {
      return;
    }
    request = Optional.empty();
    if (answer.isEmpty()) {
      guard.end();
      return;
    }
    try {
      write(answer.get());
      clock.over();
      if (!working) {
        goOn();
      }
    } catch (RuntimeException e) {
      exceptionCaught(context, e);
    }
  }

  private void write(Answer answer) {
    RequestBody asked = body.orElseThrow();
    boolean unread = !asked.isDone();
    boolean closing =
        answer.closing()
            || asked.isHeldBack()
            || guard.isStopping()
            || head.hasMember("connection", "close");
    boolean onlyHead = head.isHead();
    moreMayCome = unread || (answer.closing() && answer.streamed().isEmpty());
    asked.forget();
    if (answer.streamed().isPresent() && !onlyHead) {
      phase = Http1Phase.STREAMING;
      output.write(answer, true, true);
      stream(answer.streamed().get());
    } else {
      phase = Http1Phase.READING_AWAY;
      output.write(answer, closing, onlyHead);
      if (closing) {
        endWithThis();
      }
    }
  }

  /** Answers a malformed or oversized request, and then closes the connection. */
  private void refuse(ProblemException refused) {
    Answer answer =
        answering.dispatcher().refusal(refused.problem(), head, guard.peer(), "HTTP/1.1");
    moreMayCome = true;
    body = Optional.empty();
    output.write(answer, true, head.hasBegun() && head.isHead());
    endWithThis();
  }

  /** Closes the connection after the current answer. */
  private void endWithThis() {
    phase = Http1Phase.LAST_ANSWER;
    input.clear();
    if (!output.hasMore()) {
      output.whenTaken(this::linger);
    }
  }

  private void closeWhenTaken() {
    phase = Http1Phase.LAST_ANSWER;
    input.clear();
    output.whenTaken(this::closeGracefully);
  }

  private void linger() {
    if (inputEnded || (secure && !moreMayCome) || !context.channel().isActive()) {
      var _ = context.close();
      return;
    }
    if (!secure) {
      guard.channel().shutdownOutput();
    }
    context.pipeline().replace(this, "linger", new LingeringClose(guard));
  }

  private void stream(Streamed streamed) {
    guard.become(ConnectionState.STREAMING);
    try {
      streamed.thread().start(() -> new StreamWriter(context, guard).write(streamed));
    } catch (OutOfMemoryError noThread) {
      guard.end();
      throw noThread;
    }
  }

  /** Reports the state and the used memory to the guard, and decides whether to read more input. */
  private void settle() {
    if (!context.channel().isActive() || context.isRemoved()) {
      return;
    }
    long pending = guard.channel().pendingBytes();
    input.trim();
    boolean bodyIsWaitedFor = body.filter(RequestBody::isWaitedFor).isPresent();
    clock.report(phase, pending > 0 || output.hasMore(), !input.isEmpty(), bodyIsWaitedFor);
    guard.hold(
        input.held() + body.map(RequestBody::held).orElse(0) + output.restBytes() + (int) pending);
    boolean reads =
        switch (phase) {
          case HEAD -> output.isTaken() && !output.hasMore() && input.size() < AT_MOST_BYTES;
          case ANSWERING -> bodyIsWaitedFor || input.size() < AHEAD_BYTES;
          case READING_AWAY, STREAMING, LAST_ANSWER -> true;
        };
    if (context.channel().config().isAutoRead() != reads) {
      context.channel().config().setAutoRead(reads);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      ctx.executor().execute(this::goOn); // later, because Netty calls this during a write
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      inputEnded = true;
      request.ifPresent(Http1Incoming::noteGone);
      if (phase == Http1Phase.STREAMING) {
        guard.end();
      } else {
        goOn();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    request.ifPresent(Http1Incoming::noteGone);
    body.ifPresent(RequestBody::fail);
    body = Optional.empty();
    input.clear();
    output.forget();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!ClientFault.is(cause)) {
      LOG.log(Level.ERROR, "a connection failed", cause);
    }
    guard.end();
  }

  @Override
  public void stop() {
    boolean between =
        phase == Http1Phase.HEAD && input.isEmpty() && guard.channel().pendingBytes() == 0;
    if (between && !guard.channel().hasUnread()) {
      guard.end();
    }
  }

  @Override
  public boolean isOverdue(long now) {
    if (phase == Http1Phase.HEAD && guard.doing() == ConnectionState.WRITING) {
      settle(); // the client may have read everything
    }
    return false;
  }

  @Override
  public void closeGracefully() {
    var _ = context.close();
  }
}
