package dev.restauth.listener.http2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of a connection, each stored as a property of its stream. Confined to the
 * connection's event loop.
 */
final class Exchanges {
  private final DefaultHttp2Connection states;
  private final PropertyKey key;

  /**
   * Creates the exchanges of a connection that has no streams yet.
   *
   * @param closed called when a stream is closed
   */
  Exchanges(DefaultHttp2Connection states, Consumer<Http2Stream> closed) {
    this.states = states;
    this.key = states.newKey();
    states.addListener(
        new Http2ConnectionAdapter() {
          @Override
          public void onStreamClosed(Http2Stream stream) {
            closed.accept(stream);
          }
        });
  }

  @Nullable Exchange of(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(key);
  }

  void add(Http2Stream stream, Exchange exchange) {
    var _ = stream.setProperty(key, exchange);
  }

  @Nullable Exchange remove(Http2Stream stream) {
    return stream.removeProperty(key);
  }

  /** The exchanges for which the condition is true. */
  List<Exchange> matching(Predicate<Exchange> condition) {
    List<Exchange> found = new ArrayList<>();
    forEach(
        each -> {
          if (condition.test(each)) {
            found.add(each);
          }
        });
    return found;
  }

  void forEach(Consumer<Exchange> each) {
    try {
      var _ =
          states.forEachActiveStream(
              stream -> {
                Exchange exchange = of(stream);
                if (exchange != null) {
                  each.accept(exchange);
                }
                return true;
              });
    } catch (Http2Exception e) {
      throw new IllegalStateException(e); // the visitor throws no exception
    }
  }
}
