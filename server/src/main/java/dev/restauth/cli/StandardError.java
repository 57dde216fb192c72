package dev.restauth.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Checks whether standard error is a terminal, because progress must not be written to a file. The
 * check asks the operating system, because {@link java.io.Console} covers only standard input and
 * output.
 */
final class StandardError {
  private static final int DESCRIPTOR = 2;

  private StandardError() {}

  /** Returns whether standard error is a terminal; false if the system has no {@code isatty}. */
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
    } catch (Throwable broken) { // invokeExact declares Throwable
      throw new IllegalStateException(broken);
    }
  }
}
