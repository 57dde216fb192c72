package dev.restauth.mail;

import dev.restauth.crypto.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A TLS proxy in front of an SMTP server without TLS. TLS begins with the first byte, or after
 * STARTTLS.
 */
final class SmtpFront implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final SSLContext tls;
  private final boolean startTls;
  private final int behind;

  /**
   * Listens immediately.
   *
   * @param behind the port of the SMTP server
   */
  SmtpFront(TestCertificate certificate, boolean startTls, int behind)
      throws IOException, GeneralSecurityException {
    this.startTls = startTls;
    this.behind = behind;
    tls = certificate.serverContext();
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // the proxy is closed
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      if (startTls) {
        String greeting = line(server.getInputStream());
        negotiate(client, greeting);
      }
      try (SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true)) {
        secure.setUseClientMode(false);
        secure.startHandshake();
        Thread back = Thread.ofVirtual().start(() -> pipe(server, secure));
        pipe(secure, server);
        back.join();
      }
    } catch (IOException | InterruptedException e) {
      // The client refuses the certificate, or has closed the connection.
    }
  }

  /** Answers the commands before STARTTLS itself, without the SMTP server. */
  private static void negotiate(Socket client, String greeting) throws IOException {
    OutputStream out = client.getOutputStream();
    say(out, greeting);
    String command = line(client.getInputStream());
    while (!command.equalsIgnoreCase("STARTTLS")) {
      say(out, "250-localhost\r\n250 STARTTLS");
      command = line(client.getInputStream());
    }
    say(out, "220 go ahead");
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("ended");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static void pipe(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.close();
    } catch (IOException e) {
      // One side has closed the connection.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
