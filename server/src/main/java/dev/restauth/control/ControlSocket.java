package dev.restauth.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Where the server hears operators' commands: a Unix socket that only its owner may use. A connection
 * carries one request, which is served on a thread of its own, at most eight at once. Thread-safe.
 */
public final class ControlSocket implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlSocket.class.getName());
  private static final int AT_ONCE = 8;
  private static final byte[] TOO_MANY =
      Wire.line(new Reply.Failed("too many commands at once; try again"));

  private final SocketFile socket;
  private final Operations operations;
  private final Patience patience;
  private final Deadlines deadlines = new Deadlines();
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Map<Conversation, Thread> running = new ConcurrentHashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread accepting;

  private ControlSocket(SocketFile socket, Operations operations, Patience patience) {
    this.socket = socket;
    this.operations = operations;
    this.patience = patience;
    this.accepting = Thread.ofPlatform().daemon().name("control-accept").unstarted(this::accept);
  }

  /**
   * Listens until it is closed. The file has mode 0600 from the moment that it can be seen; it
   * replaces a socket that a killed server has left.
   *
   * @param socket may be longer than a socket's address
   * @throws UncheckedIOException where it cannot listen there, with a line for the operator
   */
  public static ControlSocket listen(Path socket, Operations operations) {
    return listen(socket, operations, Patience.USUAL);
  }

  static ControlSocket listen(Path socket, Operations operations, Patience patience) {
    try {
      ControlSocket listening = new ControlSocket(SocketFile.bind(socket), operations, patience);
      listening.accepting.start();
      return listening;
    } catch (IOException e) {
      throw cannotListen(socket, e);
    }
  }

  /**
   * Refuses a place where there is something else than a socket; changes nothing.
   *
   * @throws UncheckedIOException with a line for the operator
   */
  public static void refuseOther(Path socket) {
    try {
      SocketFile.refuseToReplaceAFile(socket);
    } catch (IOException e) {
      throw cannotListen(socket, e);
    }
  }

  private static UncheckedIOException cannotListen(Path socket, IOException e) {
    return new UncheckedIOException(
        "cannot listen for commands on " + socket + ": " + reason(e), e);
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : e.toString();
  }

  private void accept() {
    while (!isStopping()) {
      try {
        admit(socket.channel().accept());
      } catch (ClosedChannelException e) {
        if (!isStopping()) {
          LOG.log(Level.ERROR, "no longer listening for commands", e);
        }
        return;
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // No file or no thread is free: there may be one in a moment.
        LOG.log(Level.WARNING, "could not accept a command", e);
        pause();
      }
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void pause() {
    try {
      stopping.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // Nobody means this thread; accepting goes on.
    }
  }

  private void admit(SocketChannel client) throws IOException {
    if (!free.tryAcquire()) {
      try (client) {
        new Lines(client).offer(TOO_MANY);
      }
      return;
    }
    Conversation conversation =
        new Conversation(client, operations, patience, deadlines, free::release);
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("control")
            .unstarted(
                () -> {
                  try {
                    conversation.run();
                  } finally {
                    running.remove(conversation);
                  }
                });
    running.put(conversation, thread);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      running.remove(conversation);
      free.release();
      conversation.abort();
      throw e;
    }
  }

  /**
   * Takes the file away, if it is still this socket's, and stops: who has not sent a request is cut
   * off; an operation that reports progress is told to stop; others may end. Waits for that, for some
   * seconds at most. Again does nothing.
   */
  @Override
  public void close() {
    if (isStopping()) {
      return;
    }
    stopping.countDown();
    try {
      socket.remove();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not remove " + socket.path(), e);
    }
    Deadlines.close(socket.channel());
    long end = System.nanoTime() + patience.stop().toNanos();
    join(accepting, end);
    running.keySet().forEach(Conversation::stop);
    running.values().forEach(thread -> join(thread, end));
    running.keySet().forEach(Conversation::abort);
    deadlines.close();
  }

  /** Waits until then, also in a thread that is interrupted: the files are closed next. */
  private static void join(Thread thread, long end) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
