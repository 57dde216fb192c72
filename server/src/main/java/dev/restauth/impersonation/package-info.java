/**
 * Impersonation: administrators act as the owners of accounts, to see what they see. They can only read, for 15
 * minutes, and give a reason that the owner can read. Services can tell them from the owner: their tokens name them
 * as the actor (RFC 8693 section 4.1).
 *
 * <p>Start reading at {@link dev.restauth.impersonation.Impersonations}. What ends such a session ahead of time is in
 * {@link dev.restauth.account.EndedSessionRows}.
 */
@NullMarked
package dev.restauth.impersonation;

import org.jspecify.annotations.NullMarked;
