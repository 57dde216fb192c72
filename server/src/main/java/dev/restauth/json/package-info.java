/**
 * JSON (RFC 8259): reading whole values within limits, reading files of any size entry by entry, and
 * writing. Owns the JSON library: no other package uses it. No member name that was read is cached.
 *
 * <p>Start reading at {@link dev.restauth.json.JsonReader} and {@link dev.restauth.json.JsonWriter}.
 */
@NullMarked
package dev.restauth.json;

import org.jspecify.annotations.NullMarked;
