package dev.restauth.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * A message to deliver.
 *
 * @param kind the {@link Delivery#kind} of the delivery that delivers it
 * @param topic the topic, for operators and administrators, such as the kind of a mail
 * @param accountId the account to which the message belongs; erasing the account erases it; empty if there is none
 * @param recipient the recipient, such as an e-mail address
 * @param counted the text under which the limits of the recipient count it; "" if no limit counts it
 * @param sender the client's network that caused it, for limits; empty if the server itself caused it
 * @param body the body, at most {@value Outbox#BODY_BYTES} bytes; may contain secrets
 * @param expiresAt the time from which it is no longer delivered
 * @param decoy whether it is never delivered. Limits count it like a message of its kind, so that a client cannot see
 *     whether a message is sent
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

  /** Leaves out recipient, sender and body. */
  @Override
  public String toString() {
    return "OutboxMessage[kind=" + kind + "]";
  }
}
