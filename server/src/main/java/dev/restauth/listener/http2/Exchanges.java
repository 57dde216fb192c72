package dev.restauth.listener.http2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The exchanges of a connection, each kept with its stream. Used by the connection's loop. */
final class Exchanges {
  private final DefaultHttp2Connection states;
  private final PropertyKey key;

  Exchanges(DefaultHttp2Connection states) {
    this.states = states;
    this.key = states.newKey();
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
      throw new IllegalStateException(e); // the visitor throws none
    }
  }
}
