/**
 * Messages that leave this server, such as mails: kept in the database by the transaction that causes them,
 * delivered by one node at a time, tried again if that fails, and erased once delivered. What a kind of
 * message is and how it is delivered belongs to other packages ({@link dev.restauth.outbox.Delivery}).
 *
 * <p>Start reading at {@link dev.restauth.outbox.Outbox}.
 */
@NullMarked
package dev.restauth.outbox;

import org.jspecify.annotations.NullMarked;
