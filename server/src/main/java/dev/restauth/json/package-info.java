/**
 * JSON (RFC 8259): reading complete values within limits, reading files of any size entry by entry,
 * and writing. This package owns the JSON library, which no other package uses. The parsers cache
 * no member names.
 *
 * <p>Start reading at {@link dev.restauth.json.JsonReader} and {@link
 * dev.restauth.json.JsonWriter}.
 */
@NullMarked
package dev.restauth.json;

import org.jspecify.annotations.NullMarked;
