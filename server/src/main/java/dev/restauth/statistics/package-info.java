/**
 * Numbers of accounts, sessions, mails and other rows, for administrators. The server counts the
 * rows independently of the requests that read the numbers.
 *
 * <p>Start reading at {@link dev.restauth.statistics.Statistics}.
 */
@NullMarked
package dev.restauth.statistics;

import org.jspecify.annotations.NullMarked;
