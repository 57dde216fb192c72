package dev.restauth.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that are idle after one answer, from several addresses of the loopback interface. If
 * a connection gets a second answer, the server has kept it open.
 */
public final class IdleConnections {
  private static final int FIRST_ADDRESS = 2; // 127.0.0.2
  private static final int ROOM = 4096;
  private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

  private final InetSocketAddress server;
  private final byte[] request;
  private final ByteBuffer answer = ByteBuffer.allocate(ROOM);
  private final List<SocketChannel> open = new ArrayList<>();

  private IdleConnections(URI url, String token) {
    this.server = new InetSocketAddress(url.getHost(), url.getPort());
    this.request =
        ("GET /api/resource HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Prints the number of connections that got an answer, and leaves them open. After a line on
   * standard input, prints the number of connections that get a second answer.
   *
   * @param arguments the server's URL, a token, the number of connections, and the number of
   *     addresses
   */
  public static void main(String[] arguments) throws IOException {
    var connections = new IdleConnections(URI.create(arguments[0]), arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    int addresses = Integer.parseInt(arguments[3]);
    for (int i = 0; i < count; i++) {
      connections.open("127.0.0." + (FIRST_ADDRESS + i % addresses));
    }
    System.out.println("opened " + connections.open.size());
    System.in.read();
    System.out.println("held " + connections.open.stream().filter(connections::ask).count());
  }

  private void open(String from) {
    try {
      SocketChannel channel = SocketChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      channel.connect(server);
      if (ask(channel)) {
        open.add(channel);
      } else {
        channel.close();
      }
    } catch (IOException e) {
      // This connection does not count.
    }
  }

  /** Sends the request, and returns whether the answer is 200. The answer arrives in one piece. */
  private boolean ask(SocketChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(request));
      int read = channel.read(answer.clear());
      return read > OK.length && answer.flip().slice(0, OK.length).equals(ByteBuffer.wrap(OK));
    } catch (IOException e) {
      return false;
    }
  }
}
