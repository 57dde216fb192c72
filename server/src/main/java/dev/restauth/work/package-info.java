/**
 * Proof of work: calls that anybody may make, and that create accounts or cause mails, cost their client some computing
 * time if the operator wants this. Owns the challenges, which are not stored, and those that were used.
 *
 * <p>Start reading at {@link dev.restauth.work.SignUpWork}.
 */
@NullMarked
package dev.restauth.work;

import org.jspecify.annotations.NullMarked;
