package dev.restauth.listener.http2;

import dev.restauth.http.Answer;
import dev.restauth.http.Fields;
import dev.restauth.http.IncomingRequest;
import dev.restauth.http.Problem;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The host of an HTTP/2 connection. It answers the requests of the connection, and tracks the
 * connection's load and memory. Called on the connection's event loop.
 */
public interface Http2Host {

  /** The load of a connection. */
  enum Load {
    /** No stream is open. */
    NONE,
    /** Streams are open, but no request is complete. */
    INCOMPLETE,
    /** At least one request is in progress. */
    ANSWERING,
    /** Answers wait for the client to read them. */
    UNTAKEN,
    /** The last frame has been sent. */
    ENDED
  }

  InetSocketAddress peer();

  boolean isSecure();

  /**
   * Answers a request.
   *
   * @param then receives the answer on the same loop, perhaps before this method returns; empty if
   *     there is no answer, and the stream must be reset
   */
  void answer(IncomingRequest request, Consumer<Optional<Answer>> then);

  /** Returns the answer to a request that is refused before it reaches a route. */
  Answer refusal(Problem problem, Fields request);

  /** The value of the Date field for an answer that is written now. */
  String date();

  /**
   * Sets the load. Called again with {@link Load#UNTAKEN} whenever the client has read some of the
   * answers.
   */
  void note(Load load);

  /** Sets the memory of the connection, in bytes. */
  void hold(int bytes);

  /** Returns whether all connections together use more memory than allowed. */
  boolean isTooMuchHeld();

  /** Returns whether the socket has received bytes that the server has not read yet. */
  boolean hasUnread();

  /** The number of written bytes that the socket has not accepted yet. */
  long pendingBytes();

  /** Closes the sending side of the connection. */
  void endOutput();

  /** Handles a failure of the connection, and closes it. */
  void failed(Throwable cause);
}
