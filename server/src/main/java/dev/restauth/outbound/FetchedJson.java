package dev.restauth.outbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.blocking.Blocking;
import dev.restauth.outbound.OutboundException.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Cache of clients' JSON documents, such as key sets, by URL. A document is cached for {@link
 * #LIFETIME}. If several callers need the same document at the same time, one caller fetches it and
 * the others wait. A failure is cached for {@link #BACK_OFF}. The cache contains at most 1,000
 * documents, and at most 8 MB, measured as received. Thread-safe.
 *
 * @param <T> the parsed document
 */
public final class FetchedJson<T> {
  /** The time for which a document is cached. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  /** The minimum time between two calls for the same document. */
  public static final Duration BACK_OFF = Duration.ofSeconds(10);

  private static final int DOCUMENTS = 1_000;
  private static final int BYTES = 8 * 1024 * 1024;

  private final OutboundClient client;
  private final CallKind kind;
  private final Set<String> mediaTypes;
  private final int atMost;
  private final Parser<T> parser;
  private final InstantSource clock;
  private final ConcurrentMap<URI, CompletableFuture<Entry<T>>> fetching =
      new ConcurrentHashMap<>();

  // Each entry weighs at least BYTES / DOCUMENTS. The limit on bytes therefore also limits the
  // number of documents.
  private final Cache<URI, Entry<T>> cache =
      Caffeine.newBuilder()
          .maximumWeight(BYTES)
          .weigher((URI _, Entry<T> entry) -> Math.max(entry.bytes(), BYTES / DOCUMENTS))
          .executor(Runnable::run)
          .build();

  /** Parses the body of an answer. */
  @FunctionalInterface
  public interface Parser<T> {
    /** Parses the body. Throws an IllegalArgumentException if it is invalid. */
    T parse(byte[] body);
  }

  /**
   * The result of the last fetch of a document.
   *
   * @param document the document. If the last fetch failed, an earlier document that was still
   *     valid at that time; empty if there was none
   * @param received the time at which the fetch of {@code document} began; without a document, of
   *     the last fetch
   * @param failure the failure of the last fetch, if it failed
   * @param called the time at which the last fetch began
   * @param bytes the size of the document as received; 0 without a document
   */
  private record Entry<T>(
      Optional<T> document,
      Instant received,
      Optional<OutboundException> failure,
      Instant called,
      int bytes) {

    Entry<T> failed(OutboundException last, Instant now) {
      return new Entry<>(document, received, Optional.of(last), now, bytes);
    }
  }

  /**
   * Creates an empty cache.
   *
   * @param kind the reason for fetching the documents
   * @param mediaTypes the accepted media types, in lower case
   * @param atMost the maximum size of a document, in bytes
   */
  public FetchedJson(
      OutboundClient client,
      CallKind kind,
      Set<String> mediaTypes,
      int atMost,
      Parser<T> parser,
      InstantSource clock) {
    this.client = client;
    this.kind = kind;
    this.mediaTypes = Set.copyOf(mediaTypes);
    this.atMost = atMost;
    this.parser = parser;
    this.clock = clock;
  }

  /**
   * Returns the document from the cache. If the cache has no valid document, fetches it, unless a
   * fetch failed less than {@link #BACK_OFF} ago.
   *
   * @throws OutboundException if the document cannot be fetched, or could not less than {@link
   *     #BACK_OFF} ago; of kind {@link Kind#INVALID_ANSWER} if it cannot be parsed
   */
  public T get(URI uri) {
    Optional<Entry<T>> cached = cached(uri);
    Optional<T> valid = cached.flatMap(this::valid);
    if (valid.isPresent()) {
      return valid.get();
    }
    return result(cached.filter(this::isRecent).orElseGet(() -> fetch(uri)));
  }

  /**
   * Returns the current document. For use if, for example, the cached document lacks a key that a
   * client uses. Fetches the document again, unless the last fetch began less than {@link
   * #BACK_OFF} ago. If fetching fails, returns the cached document if it is still valid.
   *
   * @throws OutboundException if there is no valid document
   */
  public T refetch(URI uri) {
    return result(cached(uri).filter(this::isRecent).orElseGet(() -> fetch(uri)));
  }

  private Optional<Entry<T>> cached(URI uri) {
    return Optional.ofNullable(cache.getIfPresent(uri));
  }

  private T result(Entry<T> entry) {
    if (entry.failure().isEmpty()) {
      return entry.document().orElseThrow();
    }
    return valid(entry).orElseThrow(() -> entry.failure().get().again());
  }

  private Optional<T> valid(Entry<T> entry) {
    return entry.document().filter(_ -> isWithin(LIFETIME, entry.received()));
  }

  private boolean isRecent(Entry<T> entry) {
    return isWithin(BACK_OFF, entry.called());
  }

  /**
   * Returns whether less than {@code time} has passed since {@code since}. Returns false for a time
   * in the future: in that case, the clock was set back.
   */
  private boolean isWithin(Duration time, Instant since) {
    Duration age = Duration.between(since, clock.instant());
    return !age.isNegative() && age.compareTo(time) < 0;
  }

  /**
   * Fetches the document, or waits for another thread that is fetching it. Waits for at most the
   * duration of one call.
   */
  private Entry<T> fetch(URI uri) {
    Blocking.begin();
    CompletableFuture<Entry<T>> mine = new CompletableFuture<>();
    CompletableFuture<Entry<T>> other = fetching.putIfAbsent(uri, mine);
    if (other != null) {
      return joined(other);
    }
    try {
      Entry<T> entry = cached(uri).filter(this::isRecent).orElseGet(() -> call(uri));
      cache.put(uri, entry);
      mine.complete(entry);
      return entry;
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      fetching.remove(uri, mine);
    }
  }

  private Entry<T> joined(CompletableFuture<Entry<T>> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof OutboundException failure) {
        throw failure.again();
      }
      throw e;
    }
  }

  private Entry<T> call(URI uri) {
    Instant now = clock.instant();
    try {
      byte[] body = client.get(kind, uri, mediaTypes, atMost).body();
      return new Entry<>(Optional.of(parse(uri, body)), now, Optional.empty(), now, body.length);
    } catch (OutboundException e) {
      if (e.kind() == Kind.CLOSED) {
        throw e; // this failure does not concern the document
      }
      return cached(uri)
          .filter(last -> valid(last).isPresent())
          .map(last -> last.failed(e, now))
          .orElseGet(() -> new Entry<>(Optional.empty(), now, Optional.of(e), now, 0));
    }
  }

  private T parse(URI uri, byte[] body) {
    try {
      return parser.parse(body);
    } catch (IllegalArgumentException e) {
      throw OutboundTarget.of(uri).failure(Kind.INVALID_ANSWER, "the document is invalid");
    }
  }

  /** Returns the number of cached results. */
  long size() {
    return cache.estimatedSize();
  }
}
