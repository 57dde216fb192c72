/**
 * A day of a site, compressed into less time: fills a database, then sends what the users of a day send.
 *
 * <p>Start reading at {@link dev.restauth.bench.day.Day}, which bench/day starts.
 */
@NullMarked
package dev.restauth.bench.day;

import org.jspecify.annotations.NullMarked;
