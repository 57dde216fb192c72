package dev.restauth.outbound;

/** A complete answer to a call. Immutable, as long as nobody changes the array. */
public final class OutboundResponse {
  private final int status;
  private final String mediaType;
  private final byte[] body;

  OutboundResponse(int status, String mediaType, byte[] body) {
    this.status = status;
    this.mediaType = mediaType;
    this.body = body;
  }

  /** Returns the status: 200, or 200 to 299 for a POST. */
  public int status() {
    return status;
  }

  /** Returns the media type in lower case, without parameters; empty if the answer has none. */
  public String mediaType() {
    return mediaType;
  }

  /** Returns the body itself, not a copy. Its size is within the caller's limit. */
  public byte[] body() {
    return body;
  }

  /** Returns a text without the content. */
  @Override
  public String toString() {
    return "OutboundResponse[" + status + ", " + body.length + " bytes]";
  }
}
