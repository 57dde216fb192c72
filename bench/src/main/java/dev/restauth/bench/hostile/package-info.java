/**
 * Clients that want to harm a server, and clients that want its answers, at one time.
 *
 * <p>Knows no code of the server's: it speaks to an address, whatever listens there. Start reading at {@link
 * dev.restauth.bench.hostile.Hostile}.
 */
@NullMarked
package dev.restauth.bench.hostile;

import org.jspecify.annotations.NullMarked;
