package dev.restauth.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * A message to deliver.
 *
 * @param kind which {@link Delivery} delivers it
 * @param accountId the account whose erasure removes the message; empty if it belongs to none
 * @param recipient where it goes, such as an e-mail address
 * @param counted what limits of the recipient count by; "" for a message that no limit counts
 * @param sender who caused it, for limits; empty if the server itself did
 * @param body what is delivered, at most {@value Outbox#BODY_BYTES} bytes; may hold secrets
 * @param expiresAt from then on it is not delivered any more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutboxMessage(
    String kind,
    Optional<Long> accountId,
    String recipient,
    String counted,
    Optional<String> sender,
    byte[] body,
    Instant expiresAt) {

  /** Without recipient, sender and body. */
  @Override
  public String toString() {
    return "OutboxMessage[kind=" + kind + "]";
  }
}
