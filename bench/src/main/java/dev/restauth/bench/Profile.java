package dev.restauth.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JFR recording of a server that answered many requests of one kind. Finds how many bytes
 * the requests allocated, which code allocated them, and which code used the processor time.
 */
public final class Profile {
  private static final int ROWS = 16;
  private static final double SHARE_AT_LEAST = 0.001;
  private static final String OURS = "ours";
  private static final String SYSTEM = "system";

  /**
   * The seconds to skip. The first sample of a thread includes everything that the thread has
   * allocated before.
   */
  private static final int SECONDS_PASSED_OVER = 1;

  /**
   * The place in the code that caused an event.
   *
   * @param owner the owner of the code
   * @param method the method with its class
   */
  private record Place(String owner, String method) {}

  private final Map<Place, Double> allocated = new HashMap<>();
  private final Map<Place, Double> sampled = new HashMap<>();

  // The bytes that were allocated between the first garbage collection and the last.
  private long heapGrowth;
  private @Nullable Long usedAfter;
  private @Nullable Instant begun;

  private Profile() {}

  /**
   * Prints the bytes that a request allocated, or a table: the allocated bytes by place, or the
   * percentage of processor time by place.
   *
   * @param arguments the recording, the number of requests in it, and {@code bytes}, {@code
   *     allocations} or {@code time}
   */
  public static void main(String[] arguments) throws IOException {
    Profile profile = new Profile();
    try (RecordingFile recording = new RecordingFile(Path.of(arguments[0]))) {
      while (recording.hasMoreEvents()) {
        profile.add(recording.readEvent());
      }
    }
    double bytesARequest = profile.heapGrowth / Double.parseDouble(arguments[1]);
    switch (arguments[2]) {
      case "bytes" -> System.out.printf(Locale.ROOT, "%.0f%n", bytesARequest);
      case "allocations" -> print(profile.allocated, bytesARequest, "%.0f");
      case "time" -> print(profile.sampled, 100, "%.1f");
      default -> throw new IllegalArgumentException(arguments[2]);
    }
  }

  private void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.GCHeapSummary" -> addHeap(event);
      case "jdk.ObjectAllocationSample" -> add(allocated, event, (double) event.getLong("weight"));
      case "jdk.CPUTimeSample" -> add(sampled, event, 1);
      default -> {}
    }
  }

  /**
   * Adds the allocation between two garbage collections: the heap before this collection minus the
   * heap after the previous one.
   */
  private void addHeap(RecordedEvent event) {
    long used = event.getLong("heapUsed");
    if (event.getString("when").equals("After GC")) {
      usedAfter = used;
      begun = begun == null ? event.getStartTime() : begun;
    } else if (usedAfter != null) {
      heapGrowth += used - usedAfter;
    }
  }

  private void add(Map<Place, Double> places, RecordedEvent event, double weight) {
    if (begun != null
        && event.getStartTime().isAfter(begun.plusSeconds(SECONDS_PASSED_OVER))
        && event.getStackTrace() != null) {
      places.merge(place(event.getStackTrace().getFrames()), weight, Double::sum);
    }
  }

  /**
   * Returns the topmost method outside the Java library, or the method of the system call if the
   * thread was in one.
   */
  private static Place place(List<RecordedFrame> frames) {
    RecordedFrame top = frames.getFirst();
    if (top.getType().equals("Native")
        && top.getMethod().getType().getName().startsWith("sun.nio.ch.")) {
      return new Place(SYSTEM, name(top.getMethod()));
    }
    return frames.stream()
        .map(RecordedFrame::getMethod)
        .filter(method -> !isOfJava(method))
        .findFirst()
        .map(method -> new Place(owner(method.getType().getName()), name(method)))
        .orElse(new Place("Java", "virtual threads and their scheduler"));
  }

  private static boolean isOfJava(RecordedMethod method) {
    String name = method.getType().getName();
    return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
  }

  private static String owner(String className) {
    String[] parts = className.split("\\.", -1);
    return switch (parts.length > 2 ? parts[0] + "." + parts[1] : "") {
      case "dev.restauth" -> OURS;
      case "io.netty" -> "Netty";
      case "com.fasterxml" -> "Jackson";
      case "com.github" -> "Caffeine";
      default -> "other";
    };
  }

  private static String name(RecordedMethod method) {
    String type = method.getType().getName();
    String simple = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
    return "`" + simple + "." + method.getName() + "`";
  }

  /**
   * Prints the largest places, and for each owner the sum of its smaller places, so that the table
   * is complete.
   */
  private static void print(Map<Place, Double> places, double whole, String format) {
    double sum = places.values().stream().mapToDouble(Double::doubleValue).sum();
    List<Map.Entry<Place, Double>> rows =
        places.entrySet().stream()
            .sorted(Map.Entry.<Place, Double>comparingByValue(Comparator.reverseOrder()))
            .toList();
    Map<Place, Double> rest = new HashMap<>();
    for (Map.Entry<Place, Double> row : rows.subList(Math.min(ROWS, rows.size()), rows.size())) {
      rest.merge(new Place(row.getKey().owner(), "other methods"), row.getValue(), Double::sum);
    }
    rows.stream().limit(ROWS).forEach(row -> print(row, whole / sum, format));
    rest.entrySet().stream()
        .filter(row -> row.getValue() >= sum * SHARE_AT_LEAST)
        .sorted(Map.Entry.<Place, Double>comparingByValue(Comparator.reverseOrder()))
        .forEach(row -> print(row, whole / sum, format));
  }

  private static void print(Map.Entry<Place, Double> row, double factor, String format) {
    System.out.printf(
        Locale.ROOT,
        "| " + format + " | %s | %s |%n",
        row.getValue() * factor,
        row.getKey().owner(),
        row.getKey().method());
  }
}
