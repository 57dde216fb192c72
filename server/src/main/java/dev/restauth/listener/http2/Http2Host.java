package dev.restauth.listener.http2;

import dev.restauth.http.Answer;
import dev.restauth.http.Fields;
import dev.restauth.http.IncomingRequest;
import dev.restauth.http.Problem;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** Who serves a connection: knows its other end, answers its requests, and is told what it does. Called on its loop. */
public interface Http2Host {

  /** What a connection does. */
  enum Load {
    /** There is no stream. */
    NONE,
    /** There are streams, and no request that is complete. */
    INCOMPLETE,
    /** Something is answered. */
    ANSWERING,
    /** Answers are known, and the client does not take them. */
    UNTAKEN,
    /** All is said. */
    ENDED
  }

  InetSocketAddress peer();

  boolean isSecure();

  /**
   * Answers a request.
   *
   * @param then takes the answer on the same loop, perhaps before this returns; empty if there is none, and the client
   *     is to be left without
   */
  void answer(IncomingRequest request, Consumer<Optional<Answer>> then);

  /** The answer to what is refused without being asked for. */
  Answer refusal(Problem problem, Fields request);

  /** The Date field of an answer that is given now. */
  String date();

  /** Notes what there is from now on; again if the client has taken some of {@link Load#UNTAKEN}. */
  void note(Load load);

  /** Notes how much memory the connection holds, in bytes. */
  void hold(int bytes);

  /** Whether all connections together hold more memory than they may. */
  boolean isTooMuchHeld();

  /** Whether something has arrived that nobody has read yet. */
  boolean hasUnread();

  /** What was written and the system has not taken, in bytes. */
  long pendingBytes();

  /** Tells the client that nothing more is going to be said. */
  void endOutput();

  /** Takes what went wrong with the connection, which is over. */
  void failed(Throwable cause);
}
