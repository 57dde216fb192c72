package dev.restauth.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;

/**
 * Creates the factories of all JSON parsers and generators (RFC 8259). No other class may create one.
 * Thread-safe.
 *
 * <p>By default Jackson caches the names of members in a table that all parsers share, and interns them. Clients choose
 * these names, and some names collide in that table with every seed. One body of 12 KB would fill the table: until the
 * next start, no later body with one of this program's own names could be read. So no name is cached: each is a new
 * string, and a parser leaves nothing behind.
 */
final class JsonFactories {
  /**
   * Buffers shared by all threads, instead of 16 KB for each connection's thread. Nothing is looked up in
   * them.
   */
  private static final RecyclerPool<BufferRecycler> BUFFERS =
      JsonRecyclerPools.newConcurrentDequePool();

  private JsonFactories() {}

  /** Returns a factory for text of this program, to read or to write it; reads with Jackson's default limits. */
  static JsonFactory plain() {
    return builder().build();
  }

  /** Reads within these limits. */
  static JsonFactory bounded(StreamReadConstraints bounds) {
    return builder().streamReadConstraints(bounds).build();
  }

  /** Reads within these limits, and refuses an object that has the same name twice. */
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
        // Otherwise the message of a failure quotes the text that was read, for example a password.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .recyclerPool(BUFFERS);
  }
}
