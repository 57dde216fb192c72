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
 * Stands between a program of ours and a PostgreSQL of this machine, message by message, without TLS: cuts
 * connections, freezes them, and loses a commit or the answer to one.
 */
public final class CutProxy implements AutoCloseable {
  private static final int SSL_REQUEST = 80_877_103;
  private static final int GSS_REQUEST = 80_877_104;

  /** What to lose, once. */
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
  private Losing losing = Losing.NOTHING;

  /** Listens at a free port, and passes on to that one. */
  public CutProxy(int target) throws IOException {
    this.target = target;
    Thread.startVirtualThread(this::accept);
  }

  /** Stands before the PostgreSQL of a URL. */
  public static CutProxy before(String jdbcUrl) throws IOException {
    return new CutProxy(portOf(jdbcUrl));
  }

  private static int portOf(String jdbcUrl) {
    return URI.create(jdbcUrl.substring("jdbc:".length())).getPort();
  }

  /** The same URL through this. */
  public String through(String jdbcUrl) {
    return jdbcUrl.replace(":" + portOf(jdbcUrl), ":" + port());
  }

  /** Where it listens. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Ends all connections, and new ones at once. */
  public void cut() {
    cut = true;
    open.forEach(CutProxy::end);
  }

  /** Lets new connections through again, and thaws. */
  public void mend() {
    cut = false;
    thaw();
  }

  /** From now on nothing is passed on, in either direction, and nothing ended. */
  public synchronized void freeze() {
    frozen = true;
  }

  /** Passes on what was kept, and all that comes. */
  public synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  /** The next commit never gets to the database: its connection is ended before. */
  public synchronized void loseCommit() {
    losing = Losing.COMMIT;
  }

  /** The next commit happens, and its connection is ended instead of an answer. */
  public synchronized void loseAnswer() {
    losing = Losing.ANSWER;
  }

  /** Whether what was to be lost was. */
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

  private synchronized void awaitThaw() throws IOException {
    try {
      while (frozen) {
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
      // By close.
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
      // By either side, or by this.
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  /** What comes before a connection has begun: no type, and single letters as answers. */
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
      awaitThaw();
      pass(type, body, out);
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
        awaitThaw();
        pass(type, body, out);
      }
    } catch (IOException ended) {
      // By either side, or by this.
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
