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
import java.util.Optional;

/** A stand-in for the socket on which systemd receives the states of services. */
final class NotifySocket implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int ROOM = 4096;

  private final int descriptor;

  private NotifySocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens the socket.
   *
   * @param name a path, or a zero character and an abstract name
   */
  static NotifySocket bind(String name) {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          (int)
              function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                  .invokeExact(AF_UNIX, SOCK_DGRAM, 0);
      MemorySegment address = arena.allocate(2 + path.length, 2);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
      int bound =
          (int)
              function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)
                  .invokeExact(descriptor, address, (int) address.byteSize());
      if (bound != 0) {
        throw new IllegalArgumentException("cannot bind " + name);
      }
      return new NotifySocket(descriptor);
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the next state that a service has sent, or empty if there is none. */
  Optional<String> received() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment room = arena.allocate(ROOM);
      long length =
          (long)
              function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)
                  .invokeExact(descriptor, room, room.byteSize(), MSG_DONTWAIT);
      return length < 0
          ? Optional.empty()
          : Optional.of(
              new String(room.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      int _ = (int) function("close", JAVA_INT, JAVA_INT).invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }
}
