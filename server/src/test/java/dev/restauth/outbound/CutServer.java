package dev.restauth.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server whose connection is cut after its response, so that close_notify never arrives. */
final class CutServer implements AutoCloseable {
  private final ServerSocket listening =
      new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));

  CutServer(SSLContext tls, String answer) throws IOException {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket client = listening.accept();
                  SSLSocket secure =
                      (SSLSocket) tls.getSocketFactory().createSocket(client, null, false)) {
                secure.setUseClientMode(false);
                byte[] request = new byte[4_096];
                int length = secure.getInputStream().read(request);
                if (!new String(request, 0, Math.max(0, length), StandardCharsets.US_ASCII)
                    .endsWith("\r\n\r\n")) {
                  throw new AssertionError("expected the whole request at once");
                }
                ClientServer.write(secure.getOutputStream(), answer.replace("\n", "\r\n"));
                client.shutdownOutput(); // without close_notify
                var _ = client.getInputStream().readAllBytes();
              } catch (IOException e) {
                // The client has closed the connection.
              }
            });
  }

  int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
