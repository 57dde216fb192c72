package dev.restauth.operator;

import java.nio.ByteBuffer;

/**
 * The HTTP answer to a command, while it is being received. An instance is for one answer and one
 * thread.
 */
public interface HttpAnswer {
  /**
   * Decodes all received bytes.
   *
   * @return the content of the answer in these bytes, without framing
   * @throws IllegalArgumentException if the bytes are not HTTP; the message says so
   */
  byte[] decode(ByteBuffer received);

  /** Returns whether the answer is complete. */
  boolean isComplete();

  /** The status code; 0 until the head of the answer is complete. */
  int status();

  /** The media type of the content; empty if the answer has none. */
  String contentType();
}
