package dev.restauth;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy between a program under test and a PostgreSQL on this machine. It forwards the protocol
 * message by message, without TLS. It can cut connections, freeze them, and drop a commit or its
 * response.
 */
public final class CutProxy implements AutoCloseable {
  private static final int SSL_REQUEST = 80_877_103;
  private static final int GSS_REQUEST = 80_877_104;

  /** The message that the proxy drops, once. */
  private enum Losing {
    NOTHING,
    COMMIT,
    ANSWER
  }

  private final ServerSocket listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private boolean frozen;
  private boolean deaf;
  private Losing losing = Losing.NOTHING;

  /** Listens on a free port and forwards to the given port. */
  public CutProxy(int target) throws IOException {
    this.target = target;
    Thread.startVirtualThread(this::accept);
  }

  /** Creates a proxy for the PostgreSQL server in a JDBC URL. */
  public static CutProxy before(String jdbcUrl) throws IOException {
    return new CutProxy(portOf(jdbcUrl));
  }

  private static int portOf(String jdbcUrl) {
    return URI.create(jdbcUrl.substring("jdbc:".length())).getPort();
  }

  /** Returns the given URL with the proxy's address. */
  public String through(String jdbcUrl) {
    return jdbcUrl.replace(":" + portOf(jdbcUrl), ":" + port());
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Closes all connections, and closes new connections immediately. */
  public void cut() {
    cut = true;
    open.forEach(CutProxy::end);
  }

  /** Accepts new connections again, and forwards again. */
  public void restore() {
    cut = false;
    thaw();
  }

  /** Stops forwarding in both directions, but leaves all connections open. */
  public synchronized void freeze() {
    frozen = true;
  }

  /**
   * Holds back the queries for changes: a server that connects through this proxy is not notified
   * of changes.
   */
  public synchronized void deafen() {
    deaf = true;
  }

  /** Forwards the delayed messages and all later ones. */
  public synchronized void thaw() {
    frozen = false;
    deaf = false;
    notifyAll();
  }

  /** Drops the next commit: closes its connection before the message reaches the database. */
  public synchronized void loseCommit() {
    losing = Losing.COMMIT;
  }

  /** Drops the response to the next commit: closes its connection after the commit. */
  public synchronized void loseAnswer() {
    losing = Losing.ANSWER;
  }

  /** Returns whether the proxy has dropped the message. */
  public synchronized boolean lost() {
    return losing == Losing.NOTHING;
  }

  private synchronized boolean loses(Losing what) {
    boolean loses = losing == what;
    if (loses) {
      losing = Losing.NOTHING;
    }
    return loses;
  }

  private synchronized void awaitThaw(boolean listening) throws IOException {
    try {
      while (frozen || (deaf && listening)) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        if (cut) {
          end(client);
        } else {
          Thread.startVirtualThread(() -> serve(client));
        }
      }
    } catch (IOException closed) {
      // close() has closed the socket.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(client);
      open.add(server);
      if (cut) {
        return;
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      DataInputStream asking = new DataInputStream(client.getInputStream());
      begin(asking, new DataOutputStream(client.getOutputStream()), server);
      Thread.startVirtualThread(() -> answers(server, client));
      questions(asking, new DataOutputStream(server.getOutputStream()));
    } catch (IOException ended) {
      // The client, the database or this proxy has closed the socket.
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  /**
   * Forwards the start-up messages. They have no type byte, and the database answers them with
   * single letters.
   */
  private static void begin(DataInputStream in, DataOutputStream back, Socket server)
      throws IOException {
    DataOutputStream out = new DataOutputStream(server.getOutputStream());
    int code;
    do {
      byte[] body = new byte[in.readInt() - Integer.BYTES];
      in.readFully(body);
      code = ByteBuffer.wrap(body).getInt();
      out.writeInt(body.length + Integer.BYTES);
      out.write(body);
      if (code == SSL_REQUEST || code == GSS_REQUEST) {
        back.write(server.getInputStream().read());
      }
    } while (code == SSL_REQUEST || code == GSS_REQUEST);
  }

  private void questions(DataInputStream in, DataOutputStream out) throws IOException {
    Set<String> commits = new HashSet<>();
    boolean listening = false;
    while (true) {
      int type = in.readUnsignedByte();
      byte[] body = new byte[in.readInt() - Integer.BYTES];
      in.readFully(body);
      String[] texts = new String(body, StandardCharsets.ISO_8859_1).split("\0", 3);
      if (type == 'P') {
        var _ = texts[1].equals("COMMIT") ? commits.add(texts[0]) : commits.remove(texts[0]);
      }
      if (type == 'B' && commits.contains(texts[1]) && loses(Losing.COMMIT)) {
        throw new IOException("lost on purpose");
      }
      awaitThaw(listening);
      pass(type, body, out);
      listening |= type == 'P' && texts[1].startsWith("LISTEN ");
    }
  }

  private void answers(Socket server, Socket client) {
    try (server;
        client) {
      DataInputStream in = new DataInputStream(server.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      while (true) {
        int type = in.readUnsignedByte();
        byte[] body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        if (type == 'C'
            && new String(body, StandardCharsets.ISO_8859_1).equals("COMMIT\0")
            && loses(Losing.ANSWER)) {
          return;
        }
        awaitThaw(false);
        pass(type, body, out);
      }
    } catch (IOException ended) {
      // The client, the database or this proxy has closed the socket.
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  private static void pass(int type, byte[] body, DataOutputStream out) throws IOException {
    byte[] message =
        ByteBuffer.allocate(1 + Integer.BYTES + body.length)
            .put((byte) type)
            .putInt(body.length + Integer.BYTES)
            .put(body)
            .array();
    out.write(message);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
    thaw();
  }
}
