package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The reservation of ports, on which parallel tests rely. */
class TestPortTest {
  private static final int MANY = 1_000;

  @Test
  void isAssignedToNoOtherProcess() throws IOException {
    List<AutoCloseable> all = new ArrayList<>();
    Set<Integer> ports = new HashSet<>();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (TestPort port = TestPort.reserve();
        ServerSocket server = new ServerSocket(0, MANY, loopback)) {
      ports.add(port.number());
      ports.add(server.getLocalPort());
      for (int i = 0; i < MANY; i++) {
        TestPort another = TestPort.reserve();
        all.add(another);
        assertThat(ports.add(another.number())).isTrue();
        Socket outgoing = new Socket(loopback, server.getLocalPort());
        all.add(outgoing);
        assertThat(ports.add(outgoing.getLocalPort())).isTrue();
      }
    } finally {
      for (AutoCloseable each : all) {
        close(each);
      }
    }
  }

  private static void close(AutoCloseable it) throws IOException {
    try {
      it.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Listens twice, like a server that is killed and started again. */
  @Test
  void canBeListenedOnAgain() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (TestPort port = TestPort.reserve()) {
      for (int i = 0; i < 2; i++) {
        try (ServerSocket server = new ServerSocket(port.number(), 1, loopback);
            Socket client = new Socket(loopback, port.number());
            Socket accepted = server.accept()) {
          assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
        }
      }
    }
  }
}
