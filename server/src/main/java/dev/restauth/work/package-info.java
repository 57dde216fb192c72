/**
 * Proof of work for calls that anybody may make and that create accounts or cause mails. If the
 * operator turns it on, such a call costs the client some computing time. This package owns the
 * challenges, which are not stored, and the record of used challenges.
 *
 * <p>Start reading at {@link dev.restauth.work.SignUpWork}.
 */
@NullMarked
package dev.restauth.work;

import org.jspecify.annotations.NullMarked;
