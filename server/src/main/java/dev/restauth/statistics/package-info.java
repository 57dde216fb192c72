/**
 * Numbers of accounts, sessions, mails and other rows, for administrators. They are counted independently of the
 * requests that read them.
 *
 * <p>Start reading at {@link dev.restauth.statistics.Statistics}.
 */
@NullMarked
package dev.restauth.statistics;

import org.jspecify.annotations.NullMarked;
