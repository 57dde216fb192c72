package dev.restauth.listener;

import dev.restauth.operator.HttpAnswer;
import dev.restauth.runtime.NettyProperties;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Uses Netty's decoder to decode the server's answer to an operator's command. Runs in the process
 * of the command.
 */
public final class HttpAnswerDecoder implements HttpAnswer {
  static {
    NettyProperties.set();
  }

  /**
   * Netty's decoder, used without a channel. Without a channel it loads faster, and the command
   * itself reads from the socket.
   */
  private static final class Decoder extends HttpResponseDecoder {
    List<Object> decoded(ByteBuf input) {
      List<Object> out = new ArrayList<>();
      int objects;
      int unread;
      do {
        objects = out.size();
        unread = input.readableBytes();
        decodeOnce(input, out);
      } while (out.size() > objects || input.readableBytes() < unread);
      return out;
    }

    @SuppressWarnings("NullAway") // the decoder does not use its context
    private void decodeOnce(ByteBuf input, List<Object> out) {
      try {
        decode(null, input, out);
      } catch (Exception e) {
        throw new IllegalArgumentException("it is not valid HTTP", e);
      }
    }
  }

  private final Decoder decoder = new Decoder();
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private Optional<HttpResponse> head = Optional.empty();
  private boolean complete;

  @Override
  public byte[] decode(ByteBuffer received) {
    input = Unpooled.copiedBuffer(input, Unpooled.wrappedBuffer(received));
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (Object each : decoder.decoded(input)) {
      if (each instanceof HttpObject object) {
        require(object.decoderResult());
      }
      if (each instanceof HttpResponse response) {
        head = Optional.of(response);
      }
      if (each instanceof HttpContent part) {
        byte[] bytes = new byte[part.content().readableBytes()];
        part.content().readBytes(bytes);
        content.writeBytes(bytes);
      }
      complete |= each instanceof LastHttpContent;
    }
    return content.toByteArray();
  }

  private static void require(DecoderResult result) {
    if (result.isFailure()) {
      throw new IllegalArgumentException("it is not valid HTTP", result.cause());
    }
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public int status() {
    return head.map(response -> response.status().code()).orElse(0);
  }

  @Override
  public String contentType() {
    return head.flatMap(response -> Optional.ofNullable(response.headers().get("content-type")))
        .orElse("");
  }
}
