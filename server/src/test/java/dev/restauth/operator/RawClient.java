package dev.restauth.operator;

import dev.restauth.listener.HttpAnswerDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A connection to the operators' socket that sends exact bytes, for requests that the real client
 * never sends.
 */
final class RawClient implements AutoCloseable {
  private final SocketChannel channel;
  private final HttpAnswer answer = new HttpAnswerDecoder();
  private String content = "";

  private RawClient(SocketChannel channel) {
    this.channel = channel;
  }

  static RawClient to(Path socket) throws IOException {
    return new RawClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /** Sends a request for an operation with a body. */
  RawClient ask(String operation, String body) throws IOException {
    return send(request(operation, body));
  }

  static String request(String operation, String body) {
    return "POST /operator/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(operation, body.getBytes(StandardCharsets.UTF_8).length, body);
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawClient send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return this;
  }

  /** Sends as many of the bytes as the server accepts. */
  RawClient sendWhatGoes(byte[] bytes) {
    try {
      return send(bytes);
    } catch (IOException refused) {
      return this;
    }
  }

  RawClient finishSending() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  /** Returns the next line of the response, or empty at its end. */
  Optional<OperatorProtocol.Answer> next() throws IOException {
    ByteBuffer received = ByteBuffer.allocate(8192);
    while (content.indexOf('\n') < 0) {
      if (answer.isComplete() || channel.read(received.clear()) < 0) {
        return Optional.empty();
      }
      content += new String(answer.decode(received.flip()), StandardCharsets.UTF_8);
    }
    String line = content.substring(0, content.indexOf('\n'));
    content = content.substring(line.length() + 1);
    return Optional.of(OperatorProtocol.answer(line.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the only line of the response. */
  Reply reply() throws IOException {
    return switch (next().orElseThrow()) {
      case OperatorProtocol.Finished(Reply reply) -> reply;
      case OperatorProtocol.Advanced advanced -> throw new AssertionError(advanced);
    };
  }

  /** Returns everything until the server closes the connection. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      Channels.newInputStream(channel).transferTo(all);
    } catch (SocketException reset) {
      // The server resets the connection if it has not read all input.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
