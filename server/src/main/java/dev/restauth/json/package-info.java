/**
 * JSON (RFC 8259): reading whole values within bounds, walking through files of any size, and writing.
 * Owns the library that does it; nothing else in the program sees it. No name that was read is kept.
 *
 * <p>Start reading at {@link dev.restauth.json.JsonReader} and {@link dev.restauth.json.JsonWriter}.
 */
@NullMarked
package dev.restauth.json;

import org.jspecify.annotations.NullMarked;
