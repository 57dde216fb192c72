package dev.restauth.listener;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/**
 * What Helidon's readers have read and keep in such a way that a collection of the young generation takes it for alive long
 * after it was needed (docs/decisions/0022). There is no other way to these fields; without them no connection is served.
 * Thread-safe, as long as one thread at a time uses a reader.
 */
final class ReadBytes {
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;
  private static final MethodHandle NODE;

  static {
    try {
      Class<?> node = Class.forName(DataReader.class.getName() + "$Node");
      Lookup reader = MethodHandles.privateLookupIn(DataReader.class, MethodHandles.lookup());
      HEAD = reader.findVarHandle(DataReader.class, "head", node);
      TAIL = reader.findVarHandle(DataReader.class, "tail", node);
      NODE =
          MethodHandles.privateLookupIn(node, reader)
              .findConstructor(
                  node, MethodType.methodType(void.class, DataReader.class, byte[].class))
              .asType(MethodType.methodType(Object.class, DataReader.class, byte[].class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private ReadBytes() {}

  /** Has a reader forget what it has read, which must be all that it has. Called by the thread that reads. */
  static void forget(DataReader reader) {
    Object nothing;
    try {
      nothing = (Object) NODE.invokeExact(reader, BufferData.EMPTY_BYTES);
    } catch (Throwable e) {
      throw new AssertionError(e); // a constructor that only keeps the two
    }
    HEAD.set(reader, nothing);
    TAIL.set(reader, nothing);
  }
}
