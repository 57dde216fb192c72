package dev.restauth.outbound;

import dev.restauth.outbound.OutboundException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A request and its answer, on their own connection. Sends the request, after the TLS handshake if
 * there is one, and collects the answer within its limits. Closes the connection as soon as the
 * answer is complete or refused. Only the event loop may use this class, except for {@link
 * #answer}.
 */
final class OutboundExchange extends SimpleChannelInboundHandler<HttpObject> {
  private static final int INTERIM_ANSWERS = 8;

  private final OutboundRequest request;
  private final CompletableFuture<OutboundResponse> answer = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private Optional<HttpResponse> head = Optional.empty();
  private int interimAnswers;
  private boolean closedByPeer; // through close_notify, which only the other end of TLS can send

  OutboundExchange(OutboundRequest request) {
    this.request = request;
  }

  /** The answer; fails with an {@link OutboundException}. */
  CompletableFuture<OutboundResponse> answer() {
    return answer;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!request.target().secure()) {
      var _ = context.writeAndFlush(message());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent handshake when handshake.isSuccess() -> {
        var _ = context.writeAndFlush(message());
      }
      case SslHandshakeCompletionEvent handshake ->
          fail(context, Kind.TLS, TlsFailures.reason(handshake.cause()));
      case SslCloseCompletionEvent closing when closing.isSuccess() -> {
        closedByPeer = true;
        var _ = context.close();
      }
      default -> context.fireUserEventTriggered(event);
    }
  }

  private FullHttpRequest message() {
    byte[] content = request.content().map(OutboundRequest.Content::body).orElse(new byte[0]);
    HttpMethod method = request.content().isPresent() ? HttpMethod.POST : HttpMethod.GET;
    FullHttpRequest message =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, method, request.target().path(), Unpooled.wrappedBuffer(content));
    message
        .headers()
        .set(HttpHeaderNames.HOST, request.target().hostField())
        .set(HttpHeaderNames.USER_AGENT, "REST-auth")
        .set(HttpHeaderNames.ACCEPT, accept())
        .set(HttpHeaderNames.ACCEPT_ENCODING, "identity")
        .set(HttpHeaderNames.CONNECTION, "close");
    request
        .content()
        .ifPresent(
            it ->
                message
                    .headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, it.mediaType())
                    .set(HttpHeaderNames.CONTENT_LENGTH, content.length));
    request.field().ifPresent(it -> message.headers().set(it.name(), it.value()));
    return message;
  }

  private String accept() {
    return request.mediaTypes().isEmpty()
        ? "*/*"
        : String.join(", ", request.mediaTypes().stream().sorted().toList());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (answer.isDone()) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      fail(context, Kind.INVALID_ANSWER, "the answer is not valid HTTP, or its head is too long");
      return;
    }
    if (part instanceof HttpResponse response) {
      receiveHead(context, response);
    }
    if (part instanceof HttpContent content && head.isPresent() && !answer.isDone()) {
      receiveBody(context, head.get(), content);
    }
  }

  private void receiveHead(ChannelHandlerContext context, HttpResponse response) {
    int status = response.status().code();
    if (status >= 100 && status < 200) { // RFC 9110 section 15.2: the final answer follows
      if (++interimAnswers > INTERIM_ANSWERS) {
        fail(context, Kind.INVALID_ANSWER, "there are too many interim answers");
      }
    } else if (!request.acceptsStatus(status)) {
      fail(context, OutboundException.ofStatus(status, request.target() + ": status " + status));
    } else if (request.isAnsweredByHead()) {
      complete(context, response);
    } else if (!HttpVersion.HTTP_1_1.equals(response.protocolVersion())
        && !HttpVersion.HTTP_1_0.equals(response.protocolVersion())) {
      fail(context, Kind.INVALID_ANSWER, "the answer has an unsupported version of HTTP");
    } else if (isEncoded(response)) {
      fail(context, Kind.INVALID_ANSWER, "the answer is compressed, which was not asked for");
    } else if (!request.acceptsMediaType(mediaType(response))) {
      fail(context, Kind.MEDIA_TYPE, "the answer has another Content-Type than " + accept());
    } else if (HttpUtil.getContentLength(response, -1L) > request.atMost()) {
      fail(context, Kind.TOO_LARGE, tooLarge());
    } else {
      head = Optional.of(response);
    }
  }

  private static boolean isEncoded(HttpResponse response) {
    return response.headers().getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
        .anyMatch(coding -> !coding.strip().equalsIgnoreCase("identity"));
  }

  private static String mediaType(HttpResponse response) {
    String field =
        Objects.requireNonNullElse(response.headers().get(HttpHeaderNames.CONTENT_TYPE), "");
    int end = field.indexOf(';');
    return (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private void receiveBody(
      ChannelHandlerContext context, HttpResponse response, HttpContent content) {
    ByteBuf bytes = content.content();
    if (bytes.readableBytes() > request.atMost() - body.size()) {
      fail(context, Kind.TOO_LARGE, tooLarge());
      return;
    }
    try {
      bytes.readBytes(body, bytes.readableBytes());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // the body is in memory
    }
    if (content instanceof LastHttpContent) {
      completeWhole(context, response);
    }
  }

  private void completeWhole(ChannelHandlerContext context, HttpResponse response) {
    boolean delimited =
        HttpUtil.isContentLengthSet(response)
            || HttpUtil.isTransferEncodingChunked(response)
            || response.status().code() == 204;
    if (!delimited && !closedByPeer) { // RFC 9112 section 9.8: perhaps a truncation attack
      failAsIncomplete(context);
      return;
    }
    complete(context, response);
  }

  private void complete(ChannelHandlerContext context, HttpResponse response) {
    answer.complete(
        new OutboundResponse(response.status().code(), mediaType(response), body.toByteArray()));
    var _ = context.close();
  }

  private String tooLarge() {
    return "the answer is larger than " + request.atMost() + " bytes";
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    failAsIncomplete(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failAsIncomplete(context); // failures of the TLS handshake were already reported
  }

  private void failAsIncomplete(ChannelHandlerContext context) {
    fail(context, Kind.INVALID_ANSWER, "the connection ended before the answer was complete");
  }

  private void fail(ChannelHandlerContext context, Kind kind, String reason) {
    fail(context, request.target().failure(kind, reason));
  }

  private void fail(ChannelHandlerContext context, OutboundException failure) {
    answer.completeExceptionally(failure);
    var _ = context.close();
  }
}
