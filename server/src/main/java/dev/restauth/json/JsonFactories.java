package dev.restauth.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;

/**
 * Makes what reads and writes JSON (RFC 8259); nothing else in the program may.
 *
 * <p>By default Jackson keeps the names of members in a table that all readers share, and interns them.
 * Names come from strangers, and there are names that collide in that table whatever its seed is: one body
 * of 12 KB would fill it up, so that no later body with a name of ours could be read until the next start.
 * So no name is kept: each is a new string, and a reader leaves nothing behind. Thread-safe.
 */
final class JsonFactories {
  /** Shared, instead of 16 KB for each connection's thread. Buffers hold nothing that is looked up. */
  private static final RecyclerPool<BufferRecycler> BUFFERS =
      JsonRecyclerPools.newConcurrentDequePool();

  private JsonFactories() {}

  /** For text of our own, read or written; reads with Jackson's own bounds. */
  static JsonFactory plain() {
    return builder().build();
  }

  /** Reads within these bounds. */
  static JsonFactory bounded(StreamReadConstraints bounds) {
    return builder().streamReadConstraints(bounds).build();
  }

  /** Reads within these bounds, and refuses an object in which a name stands twice. */
  static JsonFactory strict(StreamReadConstraints bounds) {
    return builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(bounds)
        .build();
  }

  private static JsonFactoryBuilder builder() {
    JsonFactoryBuilder builder = new JsonFactoryBuilder();
    return builder
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        // Else the message of a failure quotes what was read, a password for example.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .recyclerPool(BUFFERS);
  }
}
