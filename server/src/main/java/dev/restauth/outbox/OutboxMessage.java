package dev.restauth.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * A message to deliver.
 *
 * @param kind the kind of the message, which is the {@link Delivery#kind} of its delivery
 * @param topic the topic, for operators and administrators, such as the kind of a mail
 * @param accountId the account to which the message belongs; empty if there is none. The message is
 *     erased together with the account
 * @param recipient the recipient, such as an e-mail address
 * @param counted the text under which the recipient's limits count the message; "" if no limit
 *     counts it
 * @param sender the network of the client that caused the message, for limits; empty if the server
 *     itself caused it
 * @param body the body, at most {@value Outbox#BODY_BYTES} bytes; it may contain secrets
 * @param expiresAt the time from which the message is no longer delivered
 * @param decoy whether the message is a decoy, which is never delivered. Limits count a decoy like
 *     other messages of its kind, so that a client cannot tell whether a message is sent
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutboxMessage(
    String kind,
    String topic,
    Optional<Long> accountId,
    String recipient,
    String counted,
    Optional<String> sender,
    byte[] body,
    Instant expiresAt,
    boolean decoy) {

  /** Returns a text without the recipient, the sender and the body. */
  @Override
  public String toString() {
    return "OutboxMessage[kind=" + kind + "]";
  }
}
