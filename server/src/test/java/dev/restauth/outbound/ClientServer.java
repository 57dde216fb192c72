package dev.restauth.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The HTTPS server of an OAuth client, on loopback. It accepts one request on each connection, and
 * sends exactly the response that a test sets.
 */
public final class ClientServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: ([0-9]+)");

  private final ServerSocket listening =
      new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  private final SSLContext tls;
  private final Answer answer;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> names = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** The response to every request. */
  @FunctionalInterface
  public interface Answer {
    /** Writes the response. The connection is closed afterwards, with close_notify. */
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  /** Listens immediately. */
  public ClientServer(SSLContext tls, Answer answer) throws IOException {
    this.tls = tls;
    this.answer = answer;
    Thread.ofVirtual().start(this::accept);
  }

  /** Returns a response with the given lines as its head, and a body. */
  public static Answer answering(String head, String body) {
    return out -> write(out, head.replace("\n", "\r\n") + "\r\n\r\n" + body);
  }

  /** Returns a response 200 with a JSON document. */
  public static Answer json(String body) {
    return answering(
        "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: " + body.length(), body);
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Returns the number of TCP connections so far. */
  public int connections() {
    return connections.get();
  }

  /** Returns the requests so far, with their bodies. */
  public List<String> requests() {
    return requests;
  }

  /** Returns the names for which clients requested a certificate (SNI). */
  List<String> names() {
    return names;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        connections.incrementAndGet();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // the server is closed
    }
  }

  private void serve(Socket client) {
    try (client;
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true)) {
      secure.setUseClientMode(false);
      secure.startHandshake();
      ((ExtendedSSLSession) secure.getSession())
          .getRequestedServerNames()
          .forEach(name -> names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
      requests.add(request(secure.getInputStream()));
      answer.write(secure.getOutputStream());
    } catch (IOException e) {
      // The client refuses the certificate, or has closed the connection.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String request(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended");
      }
      read.write(next);
    }
    Matcher length = LENGTH.matcher(read.toString(StandardCharsets.ISO_8859_1));
    if (length.find()) {
      read.write(in.readNBytes(Integer.parseInt(length.group(1))));
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
