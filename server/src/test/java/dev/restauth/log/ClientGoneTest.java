package dev.restauth.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientGoneTest {
  static Stream<Throwable> gone() {
    return Stream.of(
        new SocketException("Connection reset"),
        new SocketTimeoutException("Read timed out"),
        new ClosedChannelException(),
        new EOFException(),
        new SSLHandshakeException("no cipher suites in common"),
        new IOException("Broken pipe"),
        new UncheckedIOException(new IOException("Connection reset by peer")),
        new UncheckedIOException(new SocketException("Socket closed")));
  }

  static Stream<Throwable> ours() {
    return Stream.of(
        new IOException("No space left on device"),
        new UncheckedIOException(new NoSuchFileException("x")),
        new ConnectException("Connection refused"),
        new IllegalStateException("odd"),
        new IllegalStateException("odd", new SocketException("Connection reset")),
        new UncheckedIOException(new IOException("wrapped", new IllegalStateException())));
  }

  @ParameterizedTest
  @MethodSource("gone")
  void forgives(Throwable thrown) {
    assertThat(ClientGone.causes(thrown)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void doesNotForgive(Throwable thrown) {
    assertThat(ClientGone.causes(thrown)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.helidon.webserver.ServerConnectionException",
        "io.helidon.webserver.CloseConnectionException",
        "io.helidon.common.socket.SocketWriterException",
        "io.helidon.common.buffers.DataReader$InsufficientDataAvailableException"
      })
  void theLibrarysTypesStillHaveTheseNames(String name) throws Exception {
    assertThat(Class.forName(name)).isAssignableTo(RuntimeException.class);
  }

  @Test
  void aRealSocketThatWasClosedByTheOtherEnd() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
      try (Socket accepted = server.accept()) {
        client.setSoLinger(true, 0);
        client.close();
        assertThat(ClientGone.causes(failureOfWriting(accepted))).isTrue();
      }
    }
  }

  private static IOException failureOfWriting(Socket socket) {
    return assertThrows(
        IOException.class,
        () -> {
          while (true) {
            socket.getOutputStream().write(new byte[100]);
          }
        });
  }

  @Test
  void aChainWithoutEndIsNotForgiven() {
    IOException first = new EOFException();
    UncheckedIOException second = new UncheckedIOException(first);
    first.initCause(second);
    assertThat(ClientGone.causes(second)).isFalse();
  }
}
