/**
 * Impersonation: an administrator acts as the owner of an account, to see what the owner sees. The
 * administrator gets only read access, for 15 minutes, and must give a reason that the owner can
 * read. Resource servers can distinguish the administrator from the owner, because the token names
 * the administrator as the actor (RFC 8693 section 4.1).
 *
 * <p>Start reading at {@link dev.restauth.impersonation.Impersonations}. If an impersonation must
 * end early, {@link dev.restauth.account.EndedSessionRows} ends its session.
 */
@NullMarked
package dev.restauth.impersonation;

import org.jspecify.annotations.NullMarked;
