package dev.restauth.outbox;

/** Delivers messages of one kind. Thread-safe. */
public interface Delivery {

  /** How a try to deliver a message ended. */
  sealed interface Outcome {
    /** The recipient's system has accepted the message. */
    record Delivered() implements Outcome {}

    /**
     * The recipient's system refuses the message for good.
     *
     * @param reason for the operator, without secrets
     */
    record Refused(String reason) implements Outcome {}

    /**
     * The recipient's system cannot accept the message now.
     *
     * @param reason for the operator, without secrets
     */
    record Deferred(String reason) implements Outcome {}

    /**
     * The system that all messages of this kind go through does not answer. This does not count as a try.
     *
     * @param reason for the operator, without secrets
     */
    record Unreachable(String reason) implements Outcome {}
  }

  /** The kind of messages, such as {@code mail}. */
  String kind();

  /**
   * Delivers a message. Called on a virtual thread, which is interrupted if it takes longer than {@link
   * OutboxWorker#DELIVERY_TIMEOUT}; may be called again for the same message, if it is not known whether the
   * last try succeeded.
   *
   * @param id of the message, the same at each try
   * @param body as it was given to {@link Outbox#add}
   */
  Outcome deliver(String id, String recipient, byte[] body);
}
