/**
 * Hostile and honest clients of a server at the same time.
 *
 * <p>Uses no code of the server: the requests go to any address. Start reading at {@link
 * dev.restauth.bench.hostile.Hostile}.
 */
@NullMarked
package dev.restauth.bench.hostile;

import org.jspecify.annotations.NullMarked;
