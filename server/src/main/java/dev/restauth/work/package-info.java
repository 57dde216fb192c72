/**
 * Proof of work for calls with which anybody can create accounts or cause mails. If the operator
 * turns it on, each such call costs the client some computing time. This package owns the
 * challenges, which are not stored, and the record of used challenges.
 *
 * <p>Start reading at {@link dev.restauth.work.SignUpWork}.
 */
@NullMarked
package dev.restauth.work;

import org.jspecify.annotations.NullMarked;
