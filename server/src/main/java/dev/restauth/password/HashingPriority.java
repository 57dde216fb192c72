package dev.restauth.password;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * Makes the thread that asks yield to every other: it then hashes in what the processors have left.
 * On Linux by the scheduling policy SCHED_IDLE (sched(7)), which needs no privilege and is a thread's
 * own; nice 19 still took a tenth to a fifth of the token checks. Elsewhere Java's lowest thread
 * priority is all there is, which most systems take as a hint at best.
 */
enum HashingPriority {
  /** Linux, SCHED_IDLE. */
  IDLE("whatever else runs comes first (SCHED_IDLE)"),
  /** Java's lowest priority. */
  LOWEST("lowest thread priority; this system has no way to let all else come first");

  /** In linux/sched.h. */
  private static final int SCHED_IDLE = 5;

  private static final int THIS_THREAD = 0;

  private final String description;

  HashingPriority(String description) {
    this.description = description;
  }

  /** A few words for the log. */
  String description() {
    return description;
  }

  /** Lowers the calling platform thread's priority as far as this system lets it. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on its being taken
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
      // struct sched_param: one int, which SCHED_IDLE wants to be 0.
      MemorySegment parameters = arena.allocateFrom(JAVA_INT, 0);
      return (int) setScheduler.invokeExact(THIS_THREAD, SCHED_IDLE, parameters) == 0;
    } catch (Throwable notHere) {
      return false; // no native access, or a container that forbids the call
    }
  }
}
