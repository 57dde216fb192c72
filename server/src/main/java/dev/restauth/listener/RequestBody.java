package dev.restauth.listener;

import dev.restauth.blocking.Blocking;
import dev.restauth.blocking.WouldBlock;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.ProblemException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The body of one request of HTTP/1.1, which is asked for when somebody wants it (RFC 9110 section 10.1.1). Used by the
 * loop of the connection.
 */
final class RequestBody {
  private final BodyReader reader;
  private final InputBuffer input;
  private final AnswerOutput output;
  private final boolean expects;
  private boolean asked;
  private Optional<CompletableFuture<byte[]>> wanted = Optional.empty();

  /**
   * The body that follows a head.
   *
   * @throws ProblemException which ends the connection, if nobody can know where it ends, or it is too large
   */
  RequestBody(HeadReader head, InputBuffer input, AnswerOutput output) {
    this.reader = BodyReader.of(head);
    this.input = input;
    this.output = output;
    this.expects = reader.isThere() && head.hasMember("expect", "100-continue");
  }

  boolean isThere() {
    return reader.isThere();
  }

  boolean isDone() {
    return reader.isDone();
  }

  /** Whether its client waits for a word before it sends it, and will get none. */
  boolean isHeldBack() {
    return expects && !asked && !reader.isDone();
  }

  /**
   * The body, if all of it is here.
   *
   * @param ended whether nothing more comes
   * @throws ProblemException which ends the connection, if it is too large or malformed
   * @throws WouldBlock if it has to be waited for
   */
  byte[] now(boolean ended) {
    ask();
    if (!input.into(reader)) {
      if (ended) {
        throw reader.ended();
      }
      Blocking.begin();
    }
    return reader.body();
  }

  private void ask() {
    reader.want();
    if (expects && !asked) {
      asked = true;
      output.writeContinue();
    }
  }

  /** Has it sent there when it is complete. */
  void sendTo(CompletableFuture<byte[]> receiver) {
    wanted = Optional.of(receiver);
    ask();
  }

  boolean isWaitedFor() {
    return wanted.isPresent();
  }

  /** Goes on for whoever waits for it. */
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
        throw reader.ended();
      }
    } catch (ProblemException e) {
      wanted = Optional.empty();
      receiver.completeExceptionally(e);
    }
  }

  /**
   * Reads on without keeping anything.
   *
   * @return whether it is over
   * @throws ProblemException which ends the connection, if it is too large or malformed
   */
  boolean readAway() {
    return input.into(reader);
  }

  /** The room it takes, in bytes. */
  int held() {
    return reader.held();
  }

  /** Nobody wants it any more: it has been answered. */
  void forget() {
    reader.forget();
  }

  /** The connection has ended. */
  void fail() {
    wanted.ifPresent(
        receiver ->
            receiver.completeExceptionally(new ClientGoneException("the connection is gone")));
    wanted = Optional.empty();
  }
}
