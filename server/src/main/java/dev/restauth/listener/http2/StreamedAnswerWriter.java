package dev.restauth.listener.http2;

import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Streamed;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writes a streamed HTTP/2 answer, piece by piece, on a separate thread, which may block. */
record StreamedAnswerWriter(Answers answers, Exchange exchange, Duration atMost) {
  private static final System.Logger LOG = System.getLogger(StreamedAnswerWriter.class.getName());

  void write(Streamed streamed) {
    boolean whole = false;
    try {
      streamed.writeTo(this::await);
      whole = true;
    } catch (ClientGoneException e) {
      // The client has closed the stream or the connection.
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
        throw new ClientGoneException("the stream is closed");
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new ClientGoneException("the client does not read a stream", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("interrupted", e);
    }
  }
}
