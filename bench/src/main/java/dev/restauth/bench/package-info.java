/**
 * What REST-auth is compared with.
 *
 * <p>Owns a bare Helidon server, which knows nothing of REST-auth's code, and measurements of its store
 * in the same process. Start reading at the scripts: {@code bench/run} starts {@link
 * dev.restauth.bench.BareServer}, {@code bench/store} the others.
 */
@NullMarked
package dev.restauth.bench;

import org.jspecify.annotations.NullMarked;
