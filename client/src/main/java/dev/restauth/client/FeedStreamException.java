package dev.restauth.client;

import java.io.IOException;

/** The stream of the feed ended or is malformed; the message says how, and quotes nothing of it. */
class FeedStreamException extends IOException {
  private static final long serialVersionUID = 1;

  FeedStreamException(String message) {
    super(message);
  }
}
