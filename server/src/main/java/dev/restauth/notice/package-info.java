/**
 * Notices to the owner of an account: the password or the user name was changed, or somebody logged in from a network
 * that the account was not used from before. A notice is written in the transaction of what it reports, and never
 * prevents it.
 *
 * <p>Start reading at {@link dev.restauth.notice.OwnerNotices}.
 */
@NullMarked
package dev.restauth.notice;

import org.jspecify.annotations.NullMarked;
