/**
 * Notices to the owner of an account, for example of a changed password or user name, or of a
 * log-in from a new network. A notice is stored in the transaction of the change that it reports. A
 * notice never makes the change fail.
 *
 * <p>Start reading at {@link dev.restauth.notice.OwnerNotices}.
 */
@NullMarked
package dev.restauth.notice;

import org.jspecify.annotations.NullMarked;
