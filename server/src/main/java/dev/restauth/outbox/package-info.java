/**
 * Messages that this server sends, such as mails. A message is stored in the transaction that
 * causes it. One server at a time delivers a message. It retries a failed delivery, and erases the
 * message after a successful one. Other packages define the kinds of messages and their delivery
 * ({@link dev.restauth.outbox.Delivery}).
 *
 * <p>Start reading at {@link dev.restauth.outbox.Outbox}.
 */
@NullMarked
package dev.restauth.outbox;

import org.jspecify.annotations.NullMarked;
