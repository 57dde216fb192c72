package dev.restauth.log;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.LogRecord;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that went away, which anybody can do as often as he likes, from a fault of ours.
 * The server library logs both as a WARNING with a stack trace; its types are known here by name
 * only.
 */
public final class ClientGone {
  private static final int DEEPEST = 20;
  private static final int TOP = 6;

  /**
   * Where the library speaks about one connection or request; its listener, for one, speaks about
   * itself.
   */
  private static final List<String> ABOUT_ONE_CLIENT =
      List.of(
          "io.helidon.webserver.ConnectionHandler",
          "io.helidon.webserver.http.",
          "io.helidon.webserver.http1.",
          "io.helidon.webserver.http2.",
          "io.helidon.http.http2.");

  private static final Set<String> OF_THE_LIBRARY =
      Set.of(
          "io.helidon.webserver.ServerConnectionException",
          "io.helidon.webserver.CloseConnectionException",
          "io.helidon.common.socket.SocketWriterException",
          "io.helidon.common.buffers.DataReader$InsufficientDataAvailableException");

  private ClientGone() {}

  /**
   * Whether a throwable says only that the other end of a connection closed, reset or abandoned it.
   * Every link of the chain of causes must say so or be a mere wrapping: a full disk under the same
   * wrapping is not forgiven.
   */
  public static boolean causes(Throwable thrown) {
    boolean gone = false;
    @Nullable Throwable link = thrown;
    for (int depth = 0; link != null; depth++) {
      gone = isGone(link);
      if (depth > DEEPEST || !(gone || isWrapping(link))) {
        return false;
      }
      link = link.getCause();
    }
    return gone;
  }

  /** Whether an event of the server library is about nothing else. */
  static boolean isAll(LogRecord event) {
    @Nullable Throwable thrown = event.getThrown();
    String logger = LineFormat.loggerName(event);
    return thrown != null
        && ABOUT_ONE_CLIENT.stream().anyMatch(logger::startsWith)
        && causes(thrown);
  }

  private static boolean isGone(Throwable thrown) {
    return switch (thrown) {
      case SocketTimeoutException _, ClosedChannelException _, SSLException _, EOFException _ ->
          true;
      // Not its subclasses: a refused connection is one that we opened.
      case SocketException plain -> plain.getClass() == SocketException.class;
      case IOException plain when plain.getClass() == IOException.class -> fromSocket(plain);
      default -> OF_THE_LIBRARY.contains(thrown.getClass().getName());
    };
  }

  private static boolean isWrapping(Throwable thrown) {
    return thrown instanceof UncheckedIOException
        || thrown.getClass().getName().startsWith("io.helidon.");
  }

  /**
   * "Broken pipe" and its like come as a plain IOException, as a full disk does; the place or the
   * words tell.
   */
  private static boolean fromSocket(IOException thrown) {
    String message = Optional.ofNullable(thrown.getMessage()).orElse("");
    return message.startsWith("Broken pipe")
        || message.startsWith("Connection reset")
        || Arrays.stream(thrown.getStackTrace())
            .limit(TOP)
            .map(StackTraceElement::getClassName)
            .anyMatch(ClientGone::isSocketCode);
  }

  private static boolean isSocketCode(String name) {
    return name.startsWith("sun.nio.ch.Socket")
        || name.startsWith("sun.nio.ch.NioSocket")
        || name.startsWith("java.net.Socket")
        || name.startsWith("sun.security.ssl.")
        || name.startsWith("io.helidon.common.socket.");
  }
}
