package dev.restauth.listener.http2;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one block in order of arrival. Netty's own class returns pseudo-header fields
 * first. It would thus hide a pseudo-header field that comes after other fields, although such a
 * block is malformed (RFC 9113 section 8.3). Only the content length is passed to that class,
 * because Netty itself needs no other field.
 */
final class ArrivedFields extends DefaultHttp2Headers {
  private static final int USUAL = 32;

  private final List<CharSequence> inOrder = new ArrayList<>(USUAL);

  ArrivedFields() {
    super(false, 2); // RequestHead checks the fields
  }

  /**
   * Returns the fields of a decoded block, names and values alternating; an empty list if the block
   * was too large.
   */
  static List<CharSequence> of(Http2Headers decoded) {
    return decoded instanceof ArrivedFields arrived ? arrived.inOrder : List.of();
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    inOrder.add(name);
    inOrder.add(value);
    return HttpHeaderNames.CONTENT_LENGTH.contentEquals(name) ? super.add(name, value) : this;
  }
}
