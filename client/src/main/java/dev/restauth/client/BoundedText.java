package dev.restauth.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * A text body of at most 1 MB. If the body is longer, reading fails with an {@link IOException}.
 */
final class BoundedText implements BodySubscriber<String> {
  private static final int BYTES_AT_MOST = 1 << 20;

  private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
  private Optional<Subscription> subscription = Optional.empty();
  private long bytes;

  @Override
  public CompletionStage<String> getBody() {
    return text.getBody();
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = Optional.of(given);
    text.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    bytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes > BYTES_AT_MOST) {
      subscription.ifPresent(Subscription::cancel);
      text.onError(new IOException("the response has more than " + BYTES_AT_MOST + " bytes"));
    } else {
      text.onNext(buffers);
    }
  }

  @Override
  public void onError(Throwable cause) {
    text.onError(cause);
  }

  @Override
  public void onComplete() {
    text.onComplete();
  }
}
