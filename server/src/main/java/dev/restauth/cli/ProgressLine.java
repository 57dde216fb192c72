package dev.restauth.cli;

import dev.restauth.job.Progress;
import dev.restauth.log.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Shows the progress of a long operation in one line on a terminal. The line is overwritten with
 * each update, and erased at the end. Nothing is shown if standard error is not a terminal, or if
 * the operation takes less than two seconds. Thread-safe.
 */
final class ProgressLine implements Progress, AutoCloseable {
  private static final Duration SHOWN_AFTER = Duration.ofSeconds(2);

  /**
   * The shortest time between two updates. Without it, copying a file would update the line a
   * thousand times a second.
   */
  private static final Duration BETWEEN_TWO = Duration.ofMillis(100);

  private static final int CELLS = 20;

  /**
   * The maximum length of a step's name. The whole line must fit a terminal of 80 columns, because
   * a wrapped line cannot be overwritten.
   */
  private static final int STEP_AT_MOST = 30;

  private final Terminal terminal;
  private final Instant begun;
  private Instant due;
  private String step = "";
  private int shown;
  private boolean silent;

  ProgressLine(Terminal terminal) {
    this.terminal = terminal;
    this.begun = terminal.clock().instant();
    this.due = begun.plus(SHOWN_AFTER);
  }

  @Override
  public synchronized void advanced(String next, long done, long total) {
    Instant now = terminal.clock().instant();
    boolean newStep = shown > 0 && !next.equals(step);
    if (silent || (now.isBefore(due) && !newStep)) {
      return;
    }
    step = next;
    due = now.plus(BETWEEN_TWO);
    // Checked only here, because the check takes some milliseconds, and most commands have finished
    // by now.
    if (terminal.errIsTerminal().getAsBoolean()) {
      show(line(next, done, total, Duration.between(begun, now)));
    } else {
      silent = true;
    }
  }

  /** Erases the line. */
  @Override
  public synchronized void close() {
    silent = true;
    if (shown > 0) {
      show("");
      terminal.ask("\r");
    }
  }

  /**
   * Shows a line in place of the previous one. The rest of a longer line is overwritten with
   * blanks, because an escape sequence does not work on every terminal.
   */
  private void show(String line) {
    terminal.ask("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    shown = line.length();
  }

  private static String line(String step, long done, long total, Duration elapsed) {
    String name = OneLine.escape(step);
    String shortened = name.length() <= STEP_AT_MOST ? name : name.substring(0, STEP_AT_MOST);
    return total > 0
        ? "%s  %s  %s".formatted(shortened, bar((double) done / total), time(elapsed))
        : "%s  %s".formatted(shortened, time(elapsed));
  }

  private static String bar(double share) {
    double part = Math.clamp(share, 0.0, 1.0);
    int full = (int) (part * CELLS);
    return String.format(
        Locale.ROOT,
        "[%s%s]  %2d %%",
        "#".repeat(full),
        ".".repeat(CELLS - full),
        (int) (part * 100));
  }

  private static String time(Duration elapsed) {
    return elapsed.toMinutes() == 0
        ? elapsed.toSeconds() + " s"
        : elapsed.toMinutes() + " min " + elapsed.toSecondsPart() + " s";
  }
}
