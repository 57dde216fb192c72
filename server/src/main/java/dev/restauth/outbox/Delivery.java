package dev.restauth.outbox;

/** Delivers messages of one kind. Thread-safe. */
public interface Delivery {

  /** The outcome of one attempt to deliver a message. */
  sealed interface Outcome {
    /** The recipient's system has accepted the message. */
    record Delivered() implements Outcome {}

    /**
     * The recipient's system refuses the message permanently.
     *
     * @param reason the reason, for the operator and without secrets
     */
    record Refused(String reason) implements Outcome {}

    /**
     * The recipient's system cannot accept the message now.
     *
     * @param reason the reason, for the operator and without secrets
     */
    record Deferred(String reason) implements Outcome {}

    /**
     * The system through which all messages of this kind pass does not answer. This does not count as an attempt.
     *
     * @param reason the reason, for the operator and without secrets
     */
    record Unreachable(String reason) implements Outcome {}
  }

  /** The kind of messages, such as {@code mail}. */
  String kind();

  /**
   * Returns whether most servers never have a message of this kind. A server that can deliver only such kinds begins to
   * look for messages when there is one.
   */
  default boolean isRare() {
    return false;
  }

  /**
   * Delivers a message. Called on a virtual thread, which is interrupted after {@link OutboxWorker#DELIVERY_TIMEOUT}.
   * If the outcome of an attempt is unknown, the method is called again for the same message.
   *
   * @param id the id of the message, the same at each attempt
   * @param body the body that was passed to {@link Outbox#add}
   */
  Outcome deliver(String id, String recipient, byte[] body);
}
