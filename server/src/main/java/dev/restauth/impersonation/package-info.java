/**
 * Impersonation: administrators act as the owners of accounts, to see what they see. They can only read, for 15
 * minutes, and give a reason that the owner can read. Services can distinguish them from the owner, because their
 * tokens name them as the actor (RFC 8693 section 4.1).
 *
 * <p>Start reading at {@link dev.restauth.impersonation.Impersonations}. {@link dev.restauth.account.EndedSessionRows}
 * ends such sessions early.
 */
@NullMarked
package dev.restauth.impersonation;

import org.jspecify.annotations.NullMarked;
