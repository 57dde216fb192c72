package dev.restauth.listener;

import dev.restauth.http.Dispatcher;
import dev.restauth.operator.SocketFile;
import dev.restauth.runtime.NettyProperties;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The Unix socket over which operators' commands reach the server, with HTTP/1.1. The socket has
 * its own event loop and connection guard, so that no number of TCP connections can lock operators
 * out. Thread-safe.
 */
public final class OperatorSocket implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(OperatorSocket.class.getName());
  private static final int CONNECTIONS_AT_MOST = 32;
  private static final int BYTES_AT_MOST = 8 * 1024 * 1024;

  /** The time limit for clients to read the rest of their answers when the socket is closed. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

  static {
    NettyProperties.set();
  }

  /**
   * The time-outs of the socket.
   *
   * @param request the time from the acceptance of a connection until its request is complete
   * @param stop the time limit for running operations to finish when the socket is closed
   */
  public record Durations(Duration request, Duration stop) {
    /** The time-outs that a server uses. */
    public static final Durations USUAL =
        new Durations(Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  private final SocketFile file;
  private final MultiThreadIoEventLoopGroup loop;
  private final ConnectionGuard guard;
  private final Channel listening;
  private final Consumer<Duration> awaitOperations;
  private final Durations durations;

  private OperatorSocket(
      SocketFile file,
      MultiThreadIoEventLoopGroup loop,
      ConnectionGuard guard,
      Channel listening,
      Consumer<Duration> awaitOperations,
      Durations durations) {
    this.file = file;
    this.loop = loop;
    this.guard = guard;
    this.listening = listening;
    this.awaitOperations = awaitOperations;
    this.durations = durations;
  }

  /**
   * Starts to listen. The socket file is never visible with a mode other than 0600. It replaces a
   * socket file that a killed server has left.
   *
   * @param path the path of the socket file, which may be longer than a socket address
   * @param dispatcher the dispatcher of operators' routes
   * @param awaitOperations waits until no operation runs, at most for the given time
   * @throws UncheckedIOException if the socket cannot listen at this path; the message is one line
   *     for the operator
   */
  public static OperatorSocket listen(
      Path path, Dispatcher dispatcher, Consumer<Duration> awaitOperations, Durations durations) {
    return listen(path, PeerCredentials::of, dispatcher, awaitOperations, durations);
  }

  /**
   * Starts to listen. The caller chooses the users who may give commands.
   *
   * @param credentials creates the check of peers; its argument is the owner of the socket file
   */
  static OperatorSocket listen(
      Path path,
      Function<UserPrincipal, PeerCredentials> credentials,
      Dispatcher dispatcher,
      Consumer<Duration> awaitOperations,
      Durations durations) {
    SocketFile file = SocketFile.bind(path);
    ConnectionGuard guard =
        new ConnectionGuard(
            CONNECTIONS_AT_MOST,
            CONNECTIONS_AT_MOST,
            BYTES_AT_MOST,
            List.of(),
            new Timeouts(
                durations.request(),
                durations.request(),
                durations.request(),
                Duration.ofSeconds(1)),
            System::nanoTime);
    ThreadFactory threads = work -> new LoopThread(work, "operators");
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    LoopContext loop = new LoopContext((EventLoop) group.iterator().next());
    ChannelFuture registered =
        new ServerBootstrap()
            .group(group)
            .channelFactory(() -> new NioServerDomainSocketChannel(file.channel()))
            .childHandler(
                new OperatorInitializer(
                    guard, new Answering(dispatcher), loop, credentials.apply(file.owner())))
            .register()
            .awaitUninterruptibly();
    OperatorSocket socket =
        new OperatorSocket(file, group, guard, registered.channel(), awaitOperations, durations);
    if (!registered.isSuccess()) {
      socket.close();
      throw SocketFile.cannotListen(path, new IOException(registered.cause()));
    }
    Sweep.schedule(guard, loop);
    return socket;
  }

  int connections() {
    return guard.connections();
  }

  /**
   * Removes the socket file, if it still belongs to this socket, and stops. Disconnects clients
   * that have not sent a complete request. Aborts operations that report progress, and waits for
   * all other operations, but not longer than {@link Durations#stop}. An interrupt does not end the
   * wait. Does nothing if the socket is already closed.
   */
  @Override
  public void close() {
    if (guard.isStopping()) {
      return;
    }
    guard.stop();
    try {
      file.remove();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not remove " + file.path(), e);
    }
    var _ = listening.close().awaitUninterruptibly();
    for (GuardedConnection each : guard.open()) {
      each.channel().eventLoop().execute(() -> stop(each));
    }
    awaitOperations.accept(durations.stop());
    guard.awaitNone(durations.stop().compareTo(LAST_ANSWERS) < 0 ? durations.stop() : LAST_ANSWERS);
    guard.open().forEach(GuardedConnection::end);
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static void stop(GuardedConnection connection) {
    if (connection.doing() == ConnectionState.RECEIVING) {
      connection.end();
    } else {
      connection.stop();
    }
  }
}
