package dev.restauth.password;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * The scheduling priority of hashing threads. These threads use only the processor time that no
 * other thread needs. On Linux, they have the scheduling policy SCHED_IDLE (sched(7)), which needs
 * no privilege and applies to a single thread. With nice 19 instead, hashing still took a tenth to
 * a fifth of the processor time of token checks. Other systems offer only Java's lowest thread
 * priority, which most of them treat as a hint.
 */
enum HashingPriority {
  /** The scheduling policy SCHED_IDLE, on Linux only. */
  IDLE("hashing threads yield to all other threads (SCHED_IDLE)"),
  /** Java's lowest thread priority. */
  LOWEST("lowest thread priority; this system offers no way to yield to all other threads");

  /** The number of SCHED_IDLE in linux/sched.h. */
  private static final int SCHED_IDLE = 5;

  private static final int THIS_THREAD = 0;

  private final String description;

  HashingPriority(String description) {
    this.description = description;
  }

  /** Returns a short description for the log. */
  String description() {
    return description;
  }

  /** Lowers the priority of the calling platform thread as far as this system allows. */
  @SuppressWarnings("ThreadPriorityCheck") // the program is correct with any priority
  static HashingPriority lowerOfThisThread() {
    Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
    return System.getProperty("os.name", "").equals("Linux") && becomesIdle() ? IDLE : LOWEST;
  }

  private static boolean becomesIdle() {
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      var setScheduler =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("sched_setscheduler"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
      // struct sched_param is one int, which must be 0 for SCHED_IDLE.
      MemorySegment parameters = arena.allocateFrom(JAVA_INT, 0);
      return (int) setScheduler.invokeExact(THIS_THREAD, SCHED_IDLE, parameters) == 0;
    } catch (Throwable unavailable) {
      return false; // no native access, or a container that forbids the system call
    }
  }
}
