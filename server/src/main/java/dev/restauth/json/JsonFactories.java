package dev.restauth.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;

/**
 * Creates the factories of all JSON parsers and generators (RFC 8259). No other class may create such a factory. Thread-safe.
 *
 * <p>By default, Jackson caches the names of members in a table that all parsers share, and interns the names. Clients choose
 * these names, and some names collide in that table with every seed. One body of 12 KB would fill the table. Until the next
 * start, the server could then read no body that has one of this program's own member names. So these factories cache no names:
 * each name is a new string, and a parser leaves no data behind.
 */
final class JsonFactories {
  /**
   * Buffers that all threads share, instead of 16 KB for each connection's thread. No parser looks up names in these buffers.
   */
  private static final RecyclerPool<BufferRecycler> BUFFERS =
      JsonRecyclerPools.newConcurrentDequePool();

  private JsonFactories() {}

  /** Returns a factory that reads and writes this program's own text; its parsers use Jackson's default limits. */
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
        // Without this setting, an error message quotes the parsed text, for example a password.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .recyclerPool(BUFFERS);
  }
}
