package dev.restauth.client;

import java.io.IOException;

/**
 * The stream of the feed ended or is malformed. The message describes the problem, but does not
 * quote the stream.
 */
class FeedStreamException extends IOException {
  private static final long serialVersionUID = 1;

  FeedStreamException(String message) {
    super(message);
  }
}
