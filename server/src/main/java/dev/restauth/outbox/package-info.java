/**
 * Messages that this server sends, such as mails. A message is stored in the transaction that
 * causes it. No two servers deliver the same message at once. A failed delivery is retried. The
 * body of a message is erased after the last attempt to deliver it, or when the message expires.
 * Other packages define the kinds of messages and their delivery ({@link
 * dev.restauth.outbox.Delivery}).
 *
 * <p>Start reading at {@link dev.restauth.outbox.Outbox}.
 */
@NullMarked
package dev.restauth.outbox;

import org.jspecify.annotations.NullMarked;
