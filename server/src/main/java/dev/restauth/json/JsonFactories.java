package dev.restauth.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;

/**
 * Creates the factories of all JSON parsers and generators (RFC 8259). No other class may create
 * such a factory. Thread-safe.
 *
 * <p>By default, Jackson caches the names of members in a table that all parsers share, and interns
 * the names. Clients choose these names, and some names collide in that table with every seed, so
 * one body of 12 KB would fill the table. Until the next start, the server could then not read
 * bodies with some of its own member names. The parsers of these factories therefore cache no
 * names: each name is a new string, and a parser leaves no data behind.
 */
final class JsonFactories {
  /**
   * Buffers that all threads share, instead of 16 KB for each connection's thread. They are not
   * used for looking up names.
   */
  private static final RecyclerPool<BufferRecycler> BUFFERS =
      JsonRecyclerPools.newConcurrentDequePool();

  private JsonFactories() {}

  /**
   * Returns a factory that reads and writes this program's own text. Its parsers use Jackson's
   * default limits.
   */
  static JsonFactory plain() {
    return builder().build();
  }

  /** Returns a factory whose parsers check these limits. */
  static JsonFactory bounded(StreamReadConstraints bounds) {
    return builder().streamReadConstraints(bounds).build();
  }

  /** Returns a factory whose parsers check these limits and refuse objects with duplicate names. */
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
        // Otherwise, an error message would quote the parsed text, such as a password.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .recyclerPool(BUFFERS);
  }
}
