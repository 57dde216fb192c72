package dev.restauth.client;

import java.io.IOException;

/** The feed's stream ended, or is not what it should be; the message says how, and quotes nothing. */
class FeedStreamException extends IOException {
  private static final long serialVersionUID = 1;

  FeedStreamException(String message) {
    super(message);
  }
}
