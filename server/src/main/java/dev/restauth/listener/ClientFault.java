package dev.restauth.listener;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** What a client can make happen on its connection as often as it likes, and nobody has to be told of. */
final class ClientFault {
  private ClientFault() {}

  /** Whether this is a broken connection, or no TLS. */
  static boolean is(Throwable thrown) {
    return switch (thrown) {
      case SSLException _ -> true;
      case IOException _ -> true;
      case DecoderException wrapped -> wrapped.getCause() instanceof Exception cause && is(cause);
      default -> false;
    };
  }
}
