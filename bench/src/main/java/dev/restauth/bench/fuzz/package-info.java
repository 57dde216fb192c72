/**
 * A differential fuzzer: two HTTP/1.1 listeners, compared with malformed requests.
 *
 * <p>Uses no code of the server: it sends requests to any two addresses. Start reading at {@link
 * dev.restauth.bench.fuzz.Fuzz}.
 */
@NullMarked
package dev.restauth.bench.fuzz;

import org.jspecify.annotations.NullMarked;
