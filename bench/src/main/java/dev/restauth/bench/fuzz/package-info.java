/**
 * Two listeners, compared by requests of HTTP/1.1 that nobody would send.
 *
 * <p>Knows no code of the server's: it speaks to two addresses, whatever listens there. Start reading at {@link
 * dev.restauth.bench.fuzz.Fuzz}.
 */
@NullMarked
package dev.restauth.bench.fuzz;

import org.jspecify.annotations.NullMarked;
