package dev.restauth.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineQueueTest {
  private static final int LINES = 10_000;
  private static final String END = "the end";

  private final List<LineQueue> queues = new ArrayList<>();

  @AfterEach
  void close() {
    queues.forEach(LineQueue::close);
  }

  private LineQueue queue(PrintStream out, long bytesAtMost) {
    LineQueue queue = LineQueue.start(out, bytesAtMost, count -> count + " dropped");
    queues.add(queue);
    return queue;
  }

  private static void add(LineQueue queue, String line, Level level) {
    queue.add((line + "\n").getBytes(StandardCharsets.UTF_8), level);
  }

  @Test
  void writesLinesInTheOrderOfEachThread() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LineQueue queue = queue(new PrintStream(bytes), 64L << 20);
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                thread ->
                    Thread.startVirtualThread(
                        () -> {
                          for (int i = 0; i < LINES; i++) {
                            add(queue, thread + " " + i, Level.INFO);
                          }
                        }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    while (bytes.toString(StandardCharsets.UTF_8).lines().count() < 4 * LINES) {
      queue.flush(); // again, because the queue's timeout may be too short on a busy machine
    }
    List<String> written = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    for (int thread = 0; thread < 4; thread++) {
      String own = thread + " ";
      assertThat(written.stream().filter(line -> line.startsWith(own)))
          .containsExactlyElementsOf(IntStream.range(0, LINES).mapToObj(i -> own + i).toList());
    }
  }

  /** Adding a line never blocks: the test reads the pipe only after all lines were added. */
  @Test
  void dropsAndCountsLinesWhileThePipeIsNotRead() throws IOException {
    PipedInputStream pipe = new PipedInputStream(1024);
    LineQueue queue = queue(new PrintStream(new PipedOutputStream(pipe)), 64 * 1024);
    for (int i = 0; i < LINES; i++) {
      add(queue, "line " + i, Level.INFO);
    }
    add(queue, "an error", Level.SEVERE);
    queue.flush(); // returns although the stream is blocked

    List<String> read = readThenAdd(pipe, queue);
    int dropped =
        read.stream()
            .filter(line -> line.endsWith(" dropped"))
            .findFirst()
            .map(read::indexOf)
            .orElseThrow();
    assertThat(read.subList(0, read.indexOf("an error")))
        .isNotEmpty()
        .containsExactlyElementsOf(
            IntStream.range(0, read.indexOf("an error")).mapToObj(i -> "line " + i).toList());
    assertThat(read.subList(read.indexOf("an error"), read.size()))
        .containsExactly("an error", (LINES - dropped + 1) + " dropped", END);
  }

  /**
   * Reads up to the end line, which is added after the reader has seen the line about dropped
   * lines.
   */
  private static List<String> readThenAdd(PipedInputStream pipe, LineQueue queue)
      throws IOException {
    List<String> read = new ArrayList<>();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8), 16);
    String line = "";
    while (!line.equals(END)) {
      line = String.valueOf(reader.readLine());
      read.add(line);
      if (line.endsWith(" dropped")) {
        add(queue, END, Level.INFO);
      }
    }
    return read;
  }

  @Test
  void reservesRoomForErrorsAndLimitsThem() throws IOException {
    PipedInputStream pipe = new PipedInputStream(16);
    LineQueue queue = queue(new PrintStream(new PipedOutputStream(pipe)), 8 * 1024);
    for (int i = 0; i < LINES; i++) {
      add(queue, "line " + i, Level.INFO);
    }
    for (int i = 0; i < LINES; i++) {
      add(queue, "error " + i, Level.SEVERE);
    }
    List<String> read = readThenAdd(pipe, queue);
    long errors = read.stream().filter(line -> line.startsWith("error ")).count();
    long lines = read.stream().filter(line -> line.startsWith("line ")).count();
    assertThat(errors).isBetween(20L, 60L);
    assertThat(read).contains((2L * LINES - errors - lines) + " dropped");
  }

  @Test
  void continuesAfterALineLargerThanTheQueue() throws IOException {
    PipedInputStream pipe = new PipedInputStream(1024);
    LineQueue queue = queue(new PrintStream(new PipedOutputStream(pipe)), 8 * 1024);
    add(queue, "x".repeat(9_000), Level.INFO);
    assertThat(readThenAdd(pipe, queue)).containsExactly("1 dropped", END);
  }
}
