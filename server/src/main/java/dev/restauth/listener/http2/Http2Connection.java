package dev.restauth.listener.http2;

import dev.restauth.http.Answer;
import dev.restauth.http.Limits;
import dev.restauth.http.Problem;
import dev.restauth.listener.http2.Exchange.Phase;
import dev.restauth.listener.http2.Http2Host.Load;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one HTTP/2 connection (RFC 9113). Confined to the connection's event loop.
 *
 * <p>The server reads a body completely, within the connection's window, before it answers the
 * request. Requests wait while too many answers are unread (back-pressure). The server ignores
 * priorities, and pushes nothing.
 */
public final class Http2Connection {
  /** The memory of unanswered requests, in bytes, above which new requests are refused. */
  static final int HELD_BYTES = 256 * 1024;

  /**
   * The memory, in bytes, that a connection's streams may use while all connections together use
   * too much memory. Above it, the connection gets no new streams.
   */
  private static final int FEW_BYTES = 32 * 1024;

  /**
   * The number of running requests that are allowed beyond the stream limit. A request continues to
   * run after the client has reset its stream.
   */
  private static final int FINISHING = 28;

  private final Http2Host host;
  private final Http2Limits bounds;
  private final LongSupplier nanoTime;
  private final FrameBudget budget;
  private final DefaultHttp2Connection states = new DefaultHttp2Connection(true);
  private final Exchanges exchanges = new Exchanges(states, this::closed);
  private final StreamTimeouts lateness;
  private final Codec codec;
  private final Answers answers;
  private final Queue<Exchange> waiting = new ArrayDeque<>();
  private int open;
  private int running;
  private int requests;
  private Load load = Load.ENDED;

  /** Indicates whether a request has begun since the load was last set. */
  private boolean asked;

  /** Indicates whether the client has read part of an answer since the last check of time-outs. */
  private boolean taking;

  private boolean reading;
  private boolean scheduled;

  /** Indicates whether the connection waits for its next round, in which it may answer again. */
  private boolean resting;

  private boolean ready;
  private boolean leaving;
  private boolean over;
  private long overSince;

  /**
   * Starts HTTP/2 on a new connection. Must be called on the connection's event loop.
   *
   * @param pipeline the pipeline to which the handlers are added
   * @param nanoTime a monotonic clock, in nanoseconds
   */
  public Http2Connection(
      ChannelPipeline pipeline, Http2Host host, Http2Limits bounds, LongSupplier nanoTime) {
    this.host = host;
    this.bounds = bounds;
    this.nanoTime = nanoTime;
    this.budget = new FrameBudget(nanoTime);
    this.lateness = new StreamTimeouts(host, bounds);
    Http2Transport wire = new Http2Transport(this);
    FrameWriter writer =
        new FrameWriter(wire, (stream, bytes) -> answersTaken(states.stream(stream), bytes));
    this.codec =
        Codec.of(
            this,
            states,
            bounds,
            budget,
            nanoTime,
            new FrameReceiver(this, states, exchanges),
            writer);
    this.answers = new Answers(host, bounds, nanoTime, budget, codec, this::changed);
    pipeline.addLast(wire, codec);
    settle();
  }

  /**
   * Refuses new requests, finishes the running requests, and closes the connection. May be called
   * repeatedly.
   */
  public void stop() {
    if (over) {
      return;
    }
    if (open > 0 || !host.hasUnread()) {
      leave();
      settle();
    }
  }

  /** Sends GOAWAY, and refuses new requests from then on. */
  void leave() {
    leaving = true;
    codec.goAway();
    changed();
  }

  /** Sends GOAWAY and closes the connection. */
  public void closeGracefully() {
    codec.goAway();
    codec.close();
  }

  /** Sends GOAWAY; the caller closes the connection. */
  public void sendClosingMessage() {
    if (!over) {
      codec.goAway();
      codec.flush();
    }
  }

  /**
   * Resets streams that have timed out.
   *
   * @return whether the whole connection has timed out
   */
  public boolean isOverdue(long now) {
    if (over) {
      return now - overSince > bounds.news().toNanos();
    }
    if (lateness.isOfTheConnection(codec.incompleteSince(), now)) {
      return true;
    }
    List<Exchange> late = exchanges.matching(each -> lateness.isOf(each, now));
    late.forEach(each -> codec.reset(each.stream, Http2Error.CANCEL));
    if (taking && load == Load.UNTAKEN) {
      host.note(load);
    }
    taking = false;
    if (!late.isEmpty()) {
      codec.flush();
    }
    goOn();
    return false;
  }

  private void answersTaken(@Nullable Http2Stream stream, int bytes) {
    Exchange exchange = exchanges.of(stream);
    if (exchange != null) {
      answers.taken(exchange, bytes);
      taking = true;
    }
  }

  /** Called before received bytes are processed. */
  void reading() {
    reading = true;
  }

  /**
   * Called after all received bytes were processed. The answers that needed no thread have already
   * been written.
   */
  void read() {
    reading = false;
    takeTurn();
  }

  /** Called when the socket starts or stops accepting bytes. */
  void writabilityChanged() {
    changed();
  }

  private void takeTurn() {
    answers.beginTurn();
    goOn();
  }

  /**
   * Answers waiting requests, as long as the client reads and this round lasts. Then updates the
   * load.
   */
  private void goOn() {
    while (!over && answerWaiting()) {
      codec.flush();
    }
    if (!over && !resting && !waiting.isEmpty() && answers.isTaken()) {
      resting = true;
      codec.afterOthers(
          () -> {
            resting = false;
            if (!over) {
              takeTurn();
            }
          });
    }
    settle();
  }

  /** Schedules a flush and an update of the load. Does nothing if both will happen anyway. */
  private void changed() {
    if (!reading && !scheduled && !over) {
      scheduled = true;
      codec.later(
          () -> {
            scheduled = false;
            if (!over) {
              codec.flush();
              goOn();
            }
          });
    }
  }

  private void settle() {
    if (over) {
      return;
    }
    if (leaving && open == 0 && running() == 0) {
      codec.close();
      return;
    }
    long unsent = host.pendingBytes();
    Load now =
        running() > 0
            ? Load.ANSWERING
            : answers.untaken() > 0 || unsent > 0 || !waiting.isEmpty()
                ? Load.UNTAKEN
                : open > 0 ? Load.INCOMPLETE : Load.NONE;
    if (ready && (now != load || (asked && now == Load.NONE))) {
      load = now;
      asked = false;
      host.note(now);
    }
    host.hold(HeldBytes.ofConnection(codec.incompleteBytes() + unsent + streamsHold()));
  }

  /** The number of requests in progress and of streamed answers. Each may occupy a thread. */
  private int running() {
    return running + answers.streaming();
  }

  private int streamsHold() {
    return HeldBytes.ofStreams(open, running()) + requests + answers.untaken();
  }

  /** Abandons the exchanges: the connection writes nothing more and expects no answers. */
  void end() {
    over = true;
    overSince = nanoTime.getAsLong();
    exchanges.forEach(Exchange::noteGone);
    waiting.clear();
    host.note(Load.UNTAKEN);
  }

  /** Closes the sending side. Called after the last frame was written. */
  void saidAll() {
    host.endOutput();
    host.note(Load.ENDED);
  }

  /**
   * Called for input that arrives after the last frame was sent. The transport has discarded the
   * input.
   */
  void readOn() {
    host.note(Load.ENDED);
  }

  void failed(Throwable cause) {
    host.failed(cause);
  }

  void settingsCame() {
    ready = true;
  }

  void begin(Http2Stream state, Http2Headers headers, boolean last) throws Http2Exception {
    if (leaving
        || open >= bounds.streams()
        || running() >= bounds.streams() + FINISHING
        || requests > HELD_BYTES
        || (host.isTooMuchHeld() && streamsHold() > FEW_BYTES)) {
      throw Http2Exception.streamError(state.id(), Http2Error.REFUSED_STREAM, "too many streams");
    }
    boolean tooLarge = headers == Codec.TOO_LARGE;
    RequestHead head = tooLarge ? RequestHead.NONE : RequestHead.of(ArrivedFields.of(headers));
    Exchange exchange = new Exchange(state.id(), head, nanoTime.getAsLong(), host);
    exchange.complete = last;
    requests += exchange.held;
    open++;
    asked = true;
    exchanges.add(state, exchange);
    if (tooLarge) {
      refuse(exchange, Limits.headersTooLarge());
    } else if (head.target().length() > Limits.REQUEST_LINE_BYTES) {
      refuse(exchange, Limits.targetTooLong());
    } else if (headers.getLong("content-length", 0) > Limits.BODY_BYTES) {
      refuse(exchange, Limits.bodyTooLarge());
    } else if (last) {
      complete(exchange);
    } else if (head.expectsContinue()) {
      codec.goOn(state.id());
    }
  }

  /** Adds received bytes to the body of a request. */
  void add(Exchange exchange, ByteBuf data, boolean last) {
    int before = exchange.held;
    int length = exchange.add(data);
    requests += exchange.held - before;
    exchange.complete = last;
    if (length > Limits.BODY_BYTES) {
      refuse(exchange, Limits.bodyTooLarge());
    } else if (last) {
      complete(exchange);
    }
  }

  /** Handles a complete request: answers it, or queues it. */
  void complete(Exchange exchange) {
    exchange.complete = true;
    if (exchange.phase != Phase.RECEIVING) {
      return;
    }
    if (exchange.hasBody() && !exchange.head.all("content-encoding").isEmpty()) {
      refuse(exchange, Limits.encoded());
    } else if (waiting.isEmpty() && answers.hasRoom()) {
      answer(exchange);
    } else {
      exchange.enter(Phase.WAITING, nanoTime.getAsLong());
      waiting.add(exchange);
    }
  }

  /** Answers waiting requests, the oldest first. Returns whether any request was waiting. */
  private boolean answerWaiting() {
    boolean any = false;
    while (answers.hasRoom()) {
      Exchange next = waiting.poll();
      if (next == null) {
        break;
      }
      answer(next);
      any = true;
    }
    return any;
  }

  private void answer(Exchange exchange) {
    exchange.enter(Phase.ANSWERING, nanoTime.getAsLong());
    running++;
    host.answer(exchange, answer -> answered(exchange, answer));
  }

  /** Called when a stream is closed. */
  private void closed(Http2Stream stream) {
    Exchange exchange = exchanges.remove(stream);
    if (exchange != null) {
      exchange.noteGone();
      open--;
      answers.forget(exchange);
      if (exchange.phase == Phase.RECEIVING || exchange.phase == Phase.WAITING) {
        release(exchange);
        waiting.remove(exchange);
      }
      changed();
    }
  }

  private void release(Exchange exchange) {
    requests -= exchange.held;
    exchange.held = 0;
  }

  private void refuse(Exchange exchange, Problem problem) {
    release(exchange);
    answers.give(exchange, host.refusal(problem, exchange.head));
  }

  private void answered(Exchange exchange, Optional<Answer> answer) {
    running--;
    release(exchange);
    if (!exchange.gone() && answer.isEmpty()) {
      codec.reset(exchange.stream, Http2Error.CANCEL);
    } else if (!exchange.gone()) {
      try {
        answers.give(exchange, answer.get());
      } catch (RuntimeException e) {
        failed(e);
      }
    }
    changed();
  }
}
