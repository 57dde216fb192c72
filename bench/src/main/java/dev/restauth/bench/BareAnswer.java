package dev.restauth.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The only answer of a {@link BareServer}. Confined to one event loop. */
final class BareAnswer {
  private static final AsciiString JSON = AsciiString.cached("application/json");
  private static final AsciiString NO_STORE = AsciiString.cached("no-store");
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString DATE_FIELD = AsciiString.cached("Date");
  private static final AsciiString CACHE_CONTROL = AsciiString.cached("Cache-Control");
  private static final AsciiString CONNECTION = AsciiString.cached("Connection");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");
  private static final HttpHeadersFactory FIELDS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final long MILLIS = 1000;

  private final ByteBuf body;
  private final AsciiString length;
  private long second;
  private AsciiString date = AsciiString.EMPTY_STRING;

  BareAnswer(String name) {
    byte[] bytes = "{\"data\":\"Hello, %s!\"}\n".formatted(name).getBytes(StandardCharsets.UTF_8);
    this.body = Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    this.length = AsciiString.cached(Integer.toString(bytes.length));
  }

  /** Returns the HTTP/1.1 answer. Its status is 401 if the request has no Authorization field. */
  FullHttpResponse http1(boolean authorized) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status(authorized), body.duplicate(), FIELDS, FIELDS);
    response
        .headers()
        .set(DATE_FIELD, date())
        .set(CACHE_CONTROL, NO_STORE)
        .set(CONNECTION, KEEP_ALIVE)
        .set(CONTENT_LENGTH, length)
        .set(CONTENT_TYPE, JSON);
    return response;
  }

  /** Returns the same answer for HTTP/2. */
  Http2Headers http2(boolean authorized) {
    return new DefaultHttp2Headers(false)
        .status(status(authorized).codeAsText())
        .set(HttpHeaderNames.CONTENT_TYPE, JSON)
        .set(HttpHeaderNames.CACHE_CONTROL, NO_STORE)
        .set(HttpHeaderNames.DATE, date())
        .set(HttpHeaderNames.CONTENT_LENGTH, length);
  }

  ByteBuf body() {
    return body.duplicate();
  }

  private static HttpResponseStatus status(boolean authorized) {
    return authorized ? HttpResponseStatus.OK : HttpResponseStatus.UNAUTHORIZED;
  }

  private AsciiString date() {
    long now = System.currentTimeMillis() / MILLIS;
    if (now != second) {
      second = now;
      date = new AsciiString(DATE.format(Instant.ofEpochSecond(now)));
    }
    return date;
  }
}
