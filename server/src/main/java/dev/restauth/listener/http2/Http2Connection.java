package dev.restauth.listener.http2;

import dev.restauth.listener.http2.Exchange.Phase;
import dev.restauth.listener.http2.Http2Transport.Load;
import dev.restauth.listener.http2.Request.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one connection (RFC 9113). Its own thread reads, and never waits for an answer; each request that is
 * complete is answered on a virtual thread of its own. All of them use the {@link Codec} one after the other ({@link
 * Output}), but not while one writes to the client: what others have to write meanwhile goes with the next write.
 *
 * <p>Bodies are read whole before anybody is asked for an answer, in the room of one window for all of them: a client that
 * dribbles holds no thread but its connection's, and no more memory than that window. Priorities are ignored, and nothing is
 * pushed.
 */
public final class Http2Connection {
  /** Requests are not begun while the others that are not answered yet hold more than that; in bytes. */
  static final int HELD_BYTES = 256 * 1024;

  /** An answer may be with the client a moment before its thread is done. */
  private static final int FINISHING = 28;

  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final byte[] EMPTY = {};

  private final Http2Transport transport;
  private final Request.Handler handler;
  private final Bounds bounds;
  private final LongSupplier nanoTime;
  private byte @Nullable [] begun;

  // All of these by one thread at a time, which the output sees to.
  private final FrameBudget budget;
  private final Codec codec;
  private final Output output;
  private final Map<Integer, Exchange> open = new HashMap<>();
  private int running;
  private int held;
  private Load load = Load.NONE;
  private boolean ready;
  private boolean leaving;
  private boolean ended;

  /**
   * A connection that begins.
   *
   * @param begun what was read of it already
   * @param nanoTime a clock that only goes forward, in nanoseconds
   */
  public Http2Connection(
      Http2Transport transport,
      byte[] begun,
      Request.Handler handler,
      Bounds bounds,
      LongSupplier nanoTime) {
    this.transport = transport;
    this.begun = begun;
    this.handler = handler;
    this.bounds = bounds;
    this.nanoTime = nanoTime;
    this.budget = new FrameBudget(nanoTime);
    try {
      this.codec = new Codec(bounds, budget, nanoTime, new Received(), this::closed);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
    this.output = new Output(transport, codec, nanoTime);
  }

  /**
   * Serves it until its end. Then nobody waits for answers any more, but some of the threads that make them may still run:
   * see {@link #awaitDone}.
   *
   * @return whether the client may go on sending what nobody is going to read
   */
  public boolean run() {
    try {
      byte @Nullable [] bytes = begun;
      begun = null;
      while (bytes != null && receive(bytes)) {
        bytes = transport.read();
      }
      if (bytes == null && transport.endedHere()) {
        awaitDone();
      }
      endAll();
      output.tell(FAREWELL, codec::goAway);
      output.locked(output::awaitWriter);
      return bytes != null;
    } catch (UncheckedIOException e) {
      return false; // the client is gone
    } finally {
      endAll();
      output.locked(() -> ended = true);
    }
  }

  /** Waits until no thread is left that makes answers. */
  public void awaitDone() {
    output.locked(() -> output.await(() -> running == 0));
  }

  /** Whether nothing is broken off by its end: there is no stream, nor is it about to say goodbye. */
  public boolean isIdle() {
    boolean[] idle = new boolean[1];
    output.locked(() -> idle[0] = load == Load.NONE && (ended || !leaving));
    return idle[0];
  }

  /**
   * Looks after what takes too long, and ends those streams; called every now and then by another thread, which never waits
   * here for the client.
   *
   * @return whether the whole connection takes too long
   */
  public boolean isOverdue() {
    long now = nanoTime.getAsLong();
    long since = codec.incompleteSince();
    if (output.isOverdue(now) || (since != 0 && now - since > bounds.request().toNanos())) {
      return true;
    }
    output.locked(
        () -> {
          for (Exchange each : open.values()) {
            Duration atMost = each.phase == Phase.RECEIVING ? bounds.request() : bounds.answer();
            if (each.phase != Phase.WRITING && !each.gone && now - each.since > atMost.toNanos()) {
              each.gone = true;
              Thread.startVirtualThread(
                  () -> output.tell(bounds.request(), () -> end(each, Http2Error.CANCEL)));
            }
          }
        });
    return false;
  }

  /** Takes no new requests, lets what runs finish, and ends. May be called again, and does not wait for the client. */
  public void stop() {
    output.locked(
        () -> {
          if (leaving) {
            return;
          }
          leaving = true;
          if (load == Load.NONE) {
            transport.endInput();
          } else {
            Thread.startVirtualThread(() -> output.tell(FAREWELL, codec::goAway));
          }
        });
  }

  // What comes.

  /** Takes what has come, once there is room for what may be written about it, and tells whether more may come. */
  private boolean receive(byte[] bytes) {
    boolean[] open = new boolean[1];
    output.locked(
        () -> {
          if (output.awaitRoom()) {
            codec.receive(bytes);
          }
          output.write(bounds.request());
          open[0] = output.isOpen();
        });
    return open[0];
  }

  /** What the codec tells, to whoever has the lock. */
  private final class Received extends Http2FrameAdapter {
    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      if (!ready) {
        ready = true;
        transport.note(load);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int stream,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean last)
        throws Http2Exception {
      Exchange known = open.get(stream);
      try {
        if (known == null) {
          begin(stream, headers, last);
        } else {
          RequestHead.checkFields(ArrivedFields.of(headers));
          complete(known);
        }
      } catch (IllegalArgumentException malformed) {
        throw Http2Exception.streamError(
            stream, Http2Error.PROTOCOL_ERROR, malformed, "a malformed request");
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean last) {
      Exchange exchange = open.get(stream);
      int bytes = data.readableBytes();
      if (exchange == null || exchange.phase != Phase.RECEIVING) {
        return bytes + padding; // it is refused
      }
      held += bytes;
      exchange.held += bytes;
      if (exchange.add(data) > bounds.bodyBytes()) {
        answer(exchange, Optional.of(Refusal.BODY_TOO_LARGE));
      } else if (last) {
        complete(exchange);
      }
      return padding; // the rest is given back with the end of the stream
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext ctx, int lastStream, long code, ByteBuf debugData) {
      stop();
    }
  }

  private void begin(int stream, Http2Headers headers, boolean last) throws Http2Exception {
    if (leaving
        || open.size() >= bounds.streams()
        || running >= bounds.streams() + FINISHING
        || held > HELD_BYTES) {
      throw Http2Exception.streamError(stream, Http2Error.REFUSED_STREAM, "too many streams");
    }
    boolean tooLarge = headers == Codec.TOO_LARGE;
    RequestHead head = tooLarge ? RequestHead.NONE : RequestHead.of(ArrivedFields.of(headers));
    Exchange exchange = new Exchange(stream, head, nanoTime.getAsLong());
    held += exchange.held;
    open.put(stream, exchange);
    if (tooLarge) {
      answer(exchange, Optional.of(Refusal.FIELDS_TOO_LARGE));
    } else if (head.target().length() > bounds.targetBytes()) {
      answer(exchange, Optional.of(Refusal.TARGET_TOO_LONG));
    } else if (headers.getLong("content-length", 0) > bounds.bodyBytes()) {
      answer(exchange, Optional.of(Refusal.BODY_TOO_LARGE));
    } else if (last) {
      answer(exchange, Optional.empty());
    } else {
      note();
      if (head.expectsContinue()) {
        codec.headers(stream, new DefaultHttp2Headers(false).status("100"), false);
      }
    }
  }

  private void complete(Exchange exchange) {
    if (exchange.phase == Phase.RECEIVING) {
      answer(exchange, Optional.empty());
    }
  }

  /** Has a request answered, which is complete, or refused. */
  private void answer(Exchange exchange, Optional<Refusal> refusal) {
    RequestHead head = exchange.head;
    Request request =
        new Request(
            head.method(),
            head.target(),
            head.authority(),
            head.fields(),
            refusal.isPresent() ? EMPTY : exchange.takeBody(),
            () -> exchange.gone,
            refusal);
    exchange.phase = Phase.ANSWERING;
    exchange.since = nanoTime.getAsLong();
    running++;
    note();
    Thread.ofVirtual()
        .name("http2-stream-" + exchange.stream)
        .start(() -> answer(exchange, request));
  }

  /** Called by the codec, when a stream is over. */
  private void closed(int stream) {
    Exchange exchange = open.remove(stream);
    if (exchange != null) {
      exchange.gone = true;
      if (exchange.phase == Phase.RECEIVING) {
        held -= exchange.held;
      }
      note();
    }
  }

  /** Called when streams begin and end. */
  private void note() {
    Load now = running > 0 ? Load.ANSWERING : open.isEmpty() ? Load.NONE : Load.INCOMPLETE;
    if (now != load) {
      load = now;
      transport.note(now);
      if (now == Load.NONE && leaving && output.isOpen()) {
        transport.endInput();
      }
    }
  }

  // What is answered.

  private void answer(Exchange exchange, Request request) {
    boolean whole = false;
    try {
      answer(exchange, handler.answer(request));
      whole = true;
    } catch (StreamGoneException | UncheckedIOException e) {
      // Nobody reads it any more.
    } finally {
      boolean all = whole;
      output.tell(bounds.request(), () -> done(exchange, all));
    }
  }

  private void answer(Exchange exchange, Response response) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.status(Integer.toString(response.status()));
    response.fields().forEach(field -> headers.add(field.name(), field.value()));
    byte[] body = response.body();
    boolean pieces = response.pieces().isPresent();
    boolean bodiless = !pieces && body.length == 0;
    send(exchange, false, Optional.of(headers), pieces ? EMPTY : body, bodiless, !pieces);
    if (pieces) {
      response
          .pieces()
          .get()
          .writeTo(piece -> send(exchange, true, Optional.empty(), piece, false, false));
      send(exchange, false, Optional.empty(), EMPTY, false, true);
    }
  }

  /**
   * Writes, and waits until the client takes it.
   *
   * @param piece of an answer that is written as it happens: its client has less time
   * @param bodiless whether the headers are all that there is
   */
  private void send(
      Exchange exchange,
      boolean piece,
      Optional<Http2Headers> headers,
      byte[] body,
      boolean bodiless,
      boolean last) {
    long since = nanoTime.getAsLong();
    output.locked(
        () -> {
          if (!output.awaitRoom() || exchange.gone) {
            throw new StreamGoneException("reset");
          }
          exchange.phase = Phase.WRITING;
          headers.ifPresent(fields -> codec.headers(exchange.stream, fields, bodiless));
          if (bodiless || (!last && body.length == 0)) {
            output.write(takes(piece));
          } else {
            ChannelFuture written = codec.data(exchange.stream, body, last);
            output.write(takes(piece));
            awaitWritten(written, piece, since);
            budget.earn(body.length);
          }
        });
  }

  private void awaitWritten(ChannelFuture written, boolean piece, long since) {
    try {
      boolean inTime =
          output.await(
              () -> written.isDone() || !output.isOpen(),
              () -> takes(piece).toNanos() - (nanoTime.getAsLong() - since));
      if (!inTime || !written.isSuccess()) {
        throw new StreamGoneException("reset, or not read in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamGoneException("interrupted");
    }
  }

  private Duration takes(boolean piece) {
    if (!piece) {
      return bounds.request();
    }
    return leaving ? bounds.stopping() : bounds.news();
  }

  /** Its thread is done. Where the client has not sent all of the request, it need not any more (RFC 9113 section 8.1). */
  private void done(Exchange exchange, boolean whole) {
    running--;
    held -= exchange.held;
    if (whole) {
      budget.earnAnswer();
    }
    end(exchange, whole ? Http2Error.NO_ERROR : Http2Error.CANCEL);
    note();
  }

  private void end(Exchange exchange, Http2Error code) {
    if (open.get(exchange.stream) == exchange) {
      codec.reset(exchange.stream, code);
    }
  }

  /** Nobody waits for any answer any more. */
  private void endAll() {
    output.locked(
        () -> {
          output.end();
          open.values().forEach(each -> each.gone = true);
        });
  }
}
