package dev.restauth.listener.http2;

import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Streamed;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writes a streamed answer, piece by piece, on a thread of its own that may wait. */
record StreamedAnswerWriter(Answers answers, Exchange exchange, Duration atMost) {
  private static final System.Logger LOG = System.getLogger(StreamedAnswerWriter.class.getName());

  void write(Streamed streamed) {
    boolean whole = false;
    try {
      streamed.writeTo(this::await);
      whole = true;
    } catch (ClientGoneException e) {
      // Nobody is there to be told anything.
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a stream failed", e);
    } finally {
      answers.endPieces(exchange, whole);
    }
  }

  private void await(byte[] bytes) {
    CompletableFuture<Boolean> taken = new CompletableFuture<>();
    answers.writePiece(exchange, bytes, taken::complete);
    try {
      if (!taken.get(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new ClientGoneException("the stream is gone");
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new ClientGoneException("the client of a stream takes nothing", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("interrupted", e);
    }
  }
}
