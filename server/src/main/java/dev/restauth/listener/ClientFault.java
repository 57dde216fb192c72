package dev.restauth.listener;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import javax.net.ssl.SSLException;

/**
 * Exceptions that a client can cause as often as it likes. The server does not log such exceptions.
 */
final class ClientFault {
  private ClientFault() {}

  /** Returns whether the exception comes from a broken connection or an invalid TLS message. */
  static boolean is(Throwable thrown) {
    return switch (thrown) {
      case SSLException _ -> true;
      case IOException _ -> true;
      case DecoderException wrapped -> wrapped.getCause() instanceof Exception cause && is(cause);
      default -> false;
    };
  }
}
