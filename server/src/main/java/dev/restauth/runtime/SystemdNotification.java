package dev.restauth.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Sends the state of this process to systemd (sd_notify(3)). Systemd starts the units that depend
 * on this server only after the state {@code READY=1}. A message is a datagram on a Unix socket.
 * Java does not support such datagrams, so the C library sends the message. This class is loaded
 * only if the environment variable {@link #VARIABLE} is set.
 */
final class SystemdNotification {
  /**
   * The environment variable with the address of the socket. The address is a path, or @ and the
   * name of an abstract socket.
   */
  static final String VARIABLE = "NOTIFY_SOCKET";

  // The values of Linux, from sys/socket.h and sys/un.h. They are the same on every processor on
  // which Java runs.
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int PATH_OFFSET = 2;
  private static final int MAX_PATH_BYTES = 107;

  private SystemdNotification() {}

  /**
   * Sends a state, and returns whether it was sent.
   *
   * @param socket the value of the environment variable
   * @param state assignments, one per line, such as {@code READY=1}
   */
  static boolean send(String socket, String state) {
    byte[] path = path(socket);
    if (path.length < 2 || path.length > MAX_PATH_BYTES) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          (int)
              function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                  .invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (descriptor < 0) {
        return false;
      }
      try {
        MemorySegment message =
            arena.allocateFrom(JAVA_BYTE, state.getBytes(StandardCharsets.UTF_8));
        MemorySegment address = address(arena, path);
        long sent =
            (long)
                function(
                        "sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS,
                        JAVA_INT)
                    .invokeExact(
                        descriptor,
                        message,
                        message.byteSize(),
                        MSG_NOSIGNAL,
                        address,
                        (int) address.byteSize());
        return sent == message.byteSize();
      } finally {
        int _ = (int) function("close", JAVA_INT, JAVA_INT).invokeExact(descriptor);
      }
    } catch (Throwable unavailable) { // the type that invokeExact declares
      return false; // another system, or no native access
    }
  }

  /**
   * Returns the bytes of the address; empty if the address is neither a path nor an abstract name,
   * such as {@code vsock:2:1234}.
   */
  private static byte[] path(String socket) {
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    if (socket.startsWith("@")) {
      path[0] = 0;
      return path;
    }
    return socket.startsWith("/") ? path : new byte[0];
  }

  /**
   * Returns a struct sockaddr_un that ends with the path, because further zero bytes would belong
   * to the name of an abstract socket.
   */
  private static MemorySegment address(Arena arena, byte[] path) {
    MemorySegment address = arena.allocate(PATH_OFFSET + path.length, JAVA_SHORT.byteAlignment());
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(path, 0, address, JAVA_BYTE, PATH_OFFSET, path.length);
    return address;
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }
}
