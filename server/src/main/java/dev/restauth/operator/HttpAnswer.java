package dev.restauth.operator;

import java.nio.ByteBuffer;

/** The HTTP answer to a command, as it arrives. For one answer and one thread. */
public interface HttpAnswer {
  /**
   * Decodes all of the received bytes.
   *
   * @return the content in them, without framing
   * @throws IllegalArgumentException if they are not HTTP; the message says so
   */
  byte[] decode(ByteBuffer received);

  /** Returns whether the answer is complete. */
  boolean isComplete();

  /** The status code; 0 before the head is complete. */
  int status();

  /** The media type of the content; empty if there is none. */
  String contentType();
}
