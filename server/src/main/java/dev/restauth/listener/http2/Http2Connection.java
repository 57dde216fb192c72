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
 * The server's side of one connection (RFC 9113). All of it happens on the connection's loop.
 *
 * <p>Bodies are read whole before anybody is asked for an answer, in the room of one window for all of them. Nobody is
 * asked while too much that was answered before is not taken. Priorities are ignored, and nothing is pushed.
 */
public final class Http2Connection {
  /** Requests are not begun while the others that are not answered yet hold more than that; in bytes. */
  static final int HELD_BYTES = 256 * 1024;

  /** While all connections together hold too much, those that hold more than this get no more; in bytes. */
  private static final int FEW_BYTES = 32 * 1024;

  /** Requests whose streams were reset may still be worked on. */
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

  /** Whether a request has begun since the load was noted. */
  private boolean asked;

  /** Whether the client has taken some of an answer since it was looked after. */
  private boolean taking;

  private boolean reading;
  private boolean scheduled;

  /** Whether it waits for its next turn to answer. */
  private boolean resting;

  private boolean ready;
  private boolean leaving;
  private boolean over;
  private long overSince;

  /**
   * Speaks HTTP/2 on a connection that begins. Called on its loop.
   *
   * @param pipeline where what comes is read
   * @param nanoTime a clock that only goes forward, in nanoseconds
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

  /** Takes no new requests, lets what runs finish, and ends. May be called again. */
  public void stop() {
    if (over) {
      return;
    }
    if (open > 0 || !host.hasUnread()) {
      leave();
      settle();
    }
  }

  /** Takes no new requests. */
  void leave() {
    leaving = true;
    codec.goAway();
    changed();
  }

  /** Ends with a word to the client. */
  public void sayGoodbye() {
    codec.goAway();
    codec.close();
  }

  /** Says that it ends, and leaves the ending to others. */
  public void partingWord() {
    if (!over) {
      codec.goAway();
      codec.flush();
    }
  }

  /**
   * Looks for what takes too long, and ends those streams.
   *
   * @return whether the whole connection takes too long
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

  /** More has come. */
  void reading() {
    reading = true;
  }

  /** All that has come was read, and what there was to say about it is written. */
  void read() {
    reading = false;
    takeTurn();
  }

  /** The client takes more, or no more for now. */
  void writabilityChanged() {
    changed();
  }

  private void takeTurn() {
    answers.beginTurn();
    goOn();
  }

  /** Answers what has waited, as far as the client takes answers and the turn goes, and notes what is left to do. */
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

  /** Sees to it that what has changed is written and noted, once for all that changes now. */
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

  /** How many threads work for it, or may. */
  private int running() {
    return running + answers.streaming();
  }

  private int streamsHold() {
    return HeldBytes.ofStreams(open, running()) + requests + answers.untaken();
  }

  /** Nothing more is said, and nobody waits for any answer any more. */
  void end() {
    over = true;
    overSince = nanoTime.getAsLong();
    exchanges.forEach(Exchange::noteGone);
    waiting.clear();
    host.note(Load.UNTAKEN);
  }

  /** The client has been told all there is, and may read it. */
  void saidAll() {
    host.endOutput();
    host.note(Load.ENDED);
  }

  /** It goes on sending. */
  void readOn() {
    host.note(Load.ENDED);
  }

  void failed(Throwable cause) {
    host.failed(cause);
  }

  void settingsCame() {
    ready = true;
  }

  /** A request begins. */
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

  /** More of a body has come. */
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

  /** All of a request has come. */
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

  /** Has those answered that have waited longest, and tells whether there were any. */
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

  /** A stream is over. */
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
