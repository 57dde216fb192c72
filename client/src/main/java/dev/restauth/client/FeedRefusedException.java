package dev.restauth.client;

import dev.restauth.client.NotConnectedException.Reason;

/** The server refused the feed. */
final class FeedRefusedException extends FeedStreamException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  FeedRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
