/**
 * Notices to the owner of an account: the password or the user name was changed, or somebody logged
 * in from a network from which the account had not been used before. A notice is stored in the
 * transaction of the change that it reports. It never makes that change fail.
 *
 * <p>Start reading at {@link dev.restauth.notice.OwnerNotices}.
 */
@NullMarked
package dev.restauth.notice;

import org.jspecify.annotations.NullMarked;
