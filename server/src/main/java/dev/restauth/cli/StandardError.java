package dev.restauth.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Asks the operating system, since {@link java.io.Console} speaks of input and output only: progress
 * must not end up in a file.
 */
final class StandardError {
  private static final int DESCRIPTOR = 2;

  private StandardError() {}

  /** Whether it is a terminal; false where the system cannot be asked. */
  static boolean isTerminal() {
    Linker linker = Linker.nativeLinker();
    return linker.defaultLookup().find("isatty").filter(isatty -> call(linker, isatty)).isPresent();
  }

  private static boolean call(Linker linker, MemorySegment isatty) {
    try {
      return (int)
              linker
                  .downcallHandle(
                      isatty, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                  .invokeExact(DESCRIPTOR)
          == 1;
    } catch (Throwable broken) { // what invokeExact declares
      throw new IllegalStateException(broken);
    }
  }
}
