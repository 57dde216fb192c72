/**
 * A differential fuzzer. It sends malformed requests to two HTTP/1.1 listeners, and compares the
 * answers.
 *
 * <p>Uses no code of the server: the requests go to any two addresses. Start reading at {@link
 * dev.restauth.bench.fuzz.Fuzz}.
 */
@NullMarked
package dev.restauth.bench.fuzz;

import org.jspecify.annotations.NullMarked;
