package dev.restauth.outbox;

/** Delivers messages of one kind. Thread-safe. */
public interface Delivery {

  /** The outcome of one attempt to deliver a message. */
  sealed interface Outcome {
    /** The recipient's system accepted the message. */
    record Delivered() implements Outcome {}

    /**
     * The recipient's system refused the message permanently.
     *
     * @param reason the reason, for the operator and without secrets
     */
    record Refused(String reason) implements Outcome {}

    /**
     * The recipient's system cannot accept the message at the moment.
     *
     * @param reason the reason, for the operator and without secrets
     */
    record Deferred(String reason) implements Outcome {}

    /**
     * The system through which all messages of this kind are sent does not answer. The delivery
     * does not count as an attempt.
     *
     * @param reason the reason, for the operator and without secrets
     */
    record Unreachable(String reason) implements Outcome {}
  }

  /** Returns the kind of messages, such as {@code mail}. */
  String kind();

  /**
   * Returns whether most servers never have messages of this kind. If a server delivers only rare
   * kinds, it searches for messages only after a message was added, or after a count has found a
   * waiting message.
   */
  default boolean isRare() {
    return false;
  }

  /**
   * Delivers a message. The call runs on a virtual thread, which is interrupted after {@link
   * OutboxWorker#DELIVERY_TIMEOUT}. If the outcome of an attempt is unknown, this method is called
   * again for the same message.
   *
   * @param id the id of the message, which is the same for each attempt
   * @param body the body that was passed to {@link Outbox#add}
   */
  Outcome deliver(String id, String recipient, byte[] body);
}
