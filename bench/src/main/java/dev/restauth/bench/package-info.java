/**
 * What REST-auth is compared with.
 *
 * <p>Owns a bare Helidon server and knows nothing of REST-auth's code. Start reading at {@link
 * dev.restauth.bench.BareServer}; {@code bench/run} starts it.
 */
@NullMarked
package dev.restauth.bench;

import org.jspecify.annotations.NullMarked;
