package dev.restauth.outbound;

import java.util.Optional;
import java.util.Set;

/**
 * A request, and the answers that are accepted.
 *
 * @param kind the reason for the request
 * @param content the body of a POST; empty for a GET
 * @param mediaTypes the media types that the answer may have, in lower case; empty for any
 * @param atMost the maximum size of the answer's body, in bytes, if the body is read
 * @param field a header field that the operator chose
 */
record OutboundRequest(
    CallKind kind,
    OutboundTarget target,
    Optional<Content> content,
    Set<String> mediaTypes,
    int atMost,
    Optional<OperatorField> field) {
  private static final int LARGEST = 16 * 1024 * 1024;

  /** A body and its media type. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Content(String mediaType, byte[] body) {
    /** Returns a text without the content. */
    @Override
    public String toString() {
      return "Content[" + mediaType + ", " + body.length + " bytes]";
    }
  }

  OutboundRequest {
    mediaTypes = Set.copyOf(mediaTypes);
    if (atMost < 0 || atMost > LARGEST) {
      throw new IllegalArgumentException("the limit of an answer is from 0 to " + LARGEST);
    }
  }

  boolean acceptsStatus(int status) {
    return content.isPresent() ? status >= 200 && status < 300 : status == 200;
  }

  /** Returns whether only the status of the answer matters, so that its body is not read. */
  boolean isAnsweredByHead() {
    return content.isPresent();
  }

  boolean acceptsMediaType(String mediaType) {
    return mediaTypes.isEmpty() || mediaTypes.contains(mediaType);
  }
}
