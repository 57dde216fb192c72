package dev.restauth.listener.http2;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one block in the order in which they arrived. Netty's own give out pseudo-header fields first, so
 * that nobody could tell that one came behind others (RFC 9113 section 8.3); of them it needs the content length alone.
 */
final class ArrivedFields extends DefaultHttp2Headers {
  private static final int USUAL = 32;

  private final List<CharSequence> inOrder = new ArrayList<>(USUAL);

  ArrivedFields() {
    super(false, 2); // RequestHead checks them
  }

  /** Those of a block that was decoded, names and values by turns; none of one that was too large to be. */
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
