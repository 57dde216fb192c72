package dev.restauth.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response body that is read while it arrives. Reading has a timeout, which the stream of {@code
 * BodyHandlers} lacks. The subscriber requests one piece at a time, so that unread data stay at the
 * sender.
 */
final class StreamChunks implements BodySubscriber<StreamChunks> {
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private Optional<Subscription> subscription = Optional.empty();
  private boolean cancelled;

  private sealed interface Piece {
    record Bytes(List<ByteBuffer> buffers) implements Piece {}

    record End(Optional<Throwable> cause) implements Piece {}
  }

  @Override
  public CompletionStage<StreamChunks> getBody() {
    return CompletableFuture.completedFuture(this); // before the body arrives
  }

  @Override
  public synchronized void onSubscribe(Subscription given) {
    subscription = Optional.of(given);
    if (cancelled) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    pieces.add(new Piece.Bytes(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    pieces.add(new Piece.End(Optional.of(cause)));
  }

  @Override
  public void onComplete() {
    pieces.add(new Piece.End(Optional.empty()));
  }

  /**
   * Waits for the next piece.
   *
   * @param nanoseconds the timeout
   * @return an empty list if the timeout passes
   * @throws IOException if the body has ended
   */
  List<ByteBuffer> take(long nanoseconds) throws IOException, InterruptedException {
    Piece piece = pieces.poll(nanoseconds, TimeUnit.NANOSECONDS);
    if (piece instanceof Piece.Bytes bytes) {
      askForMore();
      return bytes.buffers();
    }
    if (piece instanceof Piece.End end) {
      throw new IOException("the server ended the response", end.cause().orElse(null));
    }
    return List.of();
  }

  /** Cancels the response and closes its connection. */
  synchronized void cancel() {
    cancelled = true;
    subscription.ifPresent(Subscription::cancel);
  }

  private synchronized void askForMore() {
    subscription.ifPresent(given -> given.request(1));
  }
}
