/**
 * Messages that this server sends, such as mails. The transaction that causes a message stores it in the database. One
 * node at a time delivers it, tries again after a failure, and erases it once it is delivered. Other packages define the
 * kinds of messages and their delivery ({@link dev.restauth.outbox.Delivery}).
 *
 * <p>Start reading at {@link dev.restauth.outbox.Outbox}.
 */
@NullMarked
package dev.restauth.outbox;

import org.jspecify.annotations.NullMarked;
