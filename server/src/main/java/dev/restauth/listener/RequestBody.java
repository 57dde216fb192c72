package dev.restauth.listener;

import dev.restauth.blocking.Blocking;
import dev.restauth.blocking.WouldBlock;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.ProblemException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The body of one HTTP/1.1 request. If the client expects 100 (Continue), the server sends this
 * answer only if the route needs the body (RFC 9110 section 10.1.1). Confined to the connection's
 * event loop.
 */
final class RequestBody {
  private final BodyReader reader;
  private final InputBuffer input;
  private final AnswerOutput output;
  private final boolean expectsContinue;
  private boolean requested;
  private Optional<CompletableFuture<byte[]>> wanted = Optional.empty();

  /**
   * Creates the body that follows a head.
   *
   * @throws ProblemException if the end of the body cannot be determined, or the body is too large;
   *     the exception closes the connection
   */
  RequestBody(HeadReader head, InputBuffer input, AnswerOutput output) {
    this.reader = BodyReader.of(head);
    this.input = input;
    this.output = output;
    this.expectsContinue = reader.isThere() && head.hasMember("expect", "100-continue");
  }

  boolean isThere() {
    return reader.isThere();
  }

  boolean isDone() {
    return reader.isDone();
  }

  /**
   * Returns whether the client holds the body back because the server has not sent 100 (Continue)
   * yet.
   */
  boolean isHeldBack() {
    return expectsContinue && !requested && !reader.isDone();
  }

  /**
   * Returns the body if it is complete.
   *
   * @param ended whether the client has stopped sending
   * @throws ProblemException if the body is too large or malformed; the exception closes the
   *     connection
   * @throws WouldBlock if the rest of the body has not arrived yet
   */
  byte[] now(boolean ended) {
    request();
    if (!input.into(reader)) {
      if (ended) {
        throw reader.truncated();
      }
      Blocking.begin();
    }
    return reader.body();
  }

  private void request() {
    reader.keepBody();
    if (expectsContinue && !requested) {
      requested = true;
      output.writeContinue();
    }
  }

  /** Completes the future with the body as soon as the body has arrived. */
  void sendTo(CompletableFuture<byte[]> receiver) {
    wanted = Optional.of(receiver);
    request();
  }

  boolean isWaitedFor() {
    return wanted.isPresent();
  }

  /** Continues reading if a thread waits for the body. */
  void feed(boolean ended) {
    if (wanted.isEmpty()) {
      return;
    }
    CompletableFuture<byte[]> receiver = wanted.get();
    try {
      if (input.into(reader)) {
        wanted = Optional.empty();
        receiver.complete(reader.body());
      } else if (ended) {
        throw reader.truncated();
      }
    } catch (ProblemException e) {
      wanted = Optional.empty();
      receiver.completeExceptionally(e);
    }
  }

  /**
   * Reads and discards the rest of the body.
   *
   * @return whether the whole body has been read
   * @throws ProblemException if the body is too large or malformed; the exception closes the
   *     connection
   */
  boolean readAway() {
    return input.into(reader);
  }

  /** The memory that the body uses, in bytes. */
  int held() {
    return reader.held();
  }

  /** Discards the stored bytes, after the request was answered. */
  void forget() {
    reader.discard();
  }

  /** Fails the future of a waiting thread, because the connection is closed. */
  void fail() {
    wanted.ifPresent(
        receiver ->
            receiver.completeExceptionally(new ClientGoneException("the connection is closed")));
    wanted = Optional.empty();
  }
}
