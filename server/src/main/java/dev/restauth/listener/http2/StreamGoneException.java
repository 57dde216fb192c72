package dev.restauth.listener.http2;

/** Nobody reads an answer any more: its stream was reset, its connection has ended, or its client reads nothing. */
public final class StreamGoneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a word for who debugs. */
  public StreamGoneException(String why) {
    super(why, null, false, false);
  }
}
