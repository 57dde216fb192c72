/**
 * A day of a site, compressed into less time. Fills a database, and then sends the requests that
 * users send in a day.
 *
 * <p>Start reading at {@link dev.restauth.bench.day.Day}, which bench/day starts.
 */
@NullMarked
package dev.restauth.bench.day;

import org.jspecify.annotations.NullMarked;
