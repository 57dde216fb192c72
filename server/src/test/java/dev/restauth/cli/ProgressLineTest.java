package dev.restauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final SetClock clock = new SetClock();
  private final StringWriter err = new StringWriter();
  private final ProgressLine progress =
      new ProgressLine(new Attempt().seenAt(clock).terminal(new StringWriter(), err));

  @Test
  void isNotShownInTheFirstTwoSeconds() {
    clock.move(Duration.ofMillis(1_999));
    progress.advanced("copying", 99, 100);
    progress.advanced("writing", 1, 100);
    progress.close();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void isShownAfterTwoSecondsAndErasedAtTheEnd() {
    clock.move(Duration.ofSeconds(2));
    progress.advanced("copying", 529, 1_000);
    assertThat(screen()).isEqualTo("copying  [##########..........]  52 %  2 s");
    clock.move(Duration.ofSeconds(29));
    progress.advanced("copying", 1_000, 1_000);
    assertThat(screen()).isEqualTo("copying  [####################]  100 %  31 s");
    progress.close();
    assertThat(screen()).isEmpty();
    assertThat(err.toString()).endsWith("\r").doesNotContain("\n");
  }

  @Test
  void showsOnlyTheTimeIfTheTotalIsUnknown() {
    clock.move(Duration.ofMillis(59_999));
    progress.advanced("checking", 7, 0);
    assertThat(screen()).isEqualTo("checking  59 s");
    clock.move(Duration.ofMillis(91_001));
    progress.advanced("checking", 8, 0);
    assertThat(screen()).isEqualTo("checking  2 min 31 s");
  }

  @Test
  void isUpdatedRarelyButImmediatelyForANewStep() {
    clock.move(Duration.ofSeconds(2));
    progress.advanced("copying", 1, 100);
    String first = err.toString();
    clock.move(Duration.ofMillis(99));
    progress.advanced("copying", 2, 100);
    assertThat(err.toString()).isEqualTo(first);
    progress.advanced("x", 3, 100);
    assertThat(screen()).isEqualTo("x  [....................]   3 %  2 s");
    clock.move(Duration.ofMillis(100));
    progress.advanced("x", 50, 100);
    assertThat(screen()).isEqualTo("x  [##########..........]  50 %  2 s");
  }

  @Test
  void fitsOneLineForAnyStep() {
    clock.move(Duration.ofSeconds(2));
    progress.advanced("\u001b[2J\n" + "x".repeat(200), Long.MAX_VALUE, 1);
    assertThat(screen())
        .startsWith("\\u001b[2J\\nx")
        .contains("[####################]  100 %")
        .hasSizeLessThan(80);
    clock.move(Duration.ofSeconds(1_000_000));
    progress.advanced("copying", -1, Long.MAX_VALUE);
    assertThat(screen()).contains("   0 %  16666 min 42 s").hasSizeLessThan(80);
  }

  @Test
  void isSilentOnceClosed() {
    progress.close();
    clock.move(Duration.ofSeconds(3));
    progress.advanced("copying", 1, 2);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void checksForATerminalOnceAndOnlyIfThereIsProgressToShow() {
    List<String> asked = new ArrayList<>();
    Terminal seen = new Attempt().seenAt(clock).terminal(new StringWriter(), err);
    Terminal unseen =
        new Terminal(
            seen.out(),
            seen.err(),
            seen.in(),
            seen.prompt(),
            seen.outIsPipe(),
            () -> !asked.add("asked"),
            clock,
            seen.workingDirectory());
    try (ProgressLine line = new ProgressLine(unseen)) {
      line.advanced("copying", 1, 2);
      assertThat(asked).isEmpty();
      clock.move(Duration.ofSeconds(2));
      line.advanced("copying", 1, 2);
      clock.move(Duration.ofSeconds(2));
      line.advanced("copying", 2, 2);
    }
    assertThat(asked).hasSize(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void isErasedBeforeTheResultOfACommand() {
    Attempt.Result result =
        new Attempt()
            .seenAt(clock)
            .operating(
                (flags, reach, request, shown) -> {
                  clock.move(Duration.ofSeconds(5));
                  shown.advanced("copying", 1, 4);
                  return new Reply.Failed("the disk is full: make room");
                })
            .run("backup", "f");
    assertThat(result.err())
        .contains("copying  [#####...............]  25 %  5 s")
        .endsWith(" \rrestauth: the disk is full: make room\n");
    assertThat(new Attempt().reply(Reply.done(Facts.NONE)).run("backup", "f").err()).isEmpty();
  }

  /** Returns the line that a terminal shows. */
  private String screen() {
    StringBuilder cells = new StringBuilder();
    int column = 0;
    for (char c : err.toString().toCharArray()) {
      if (c == '\r') {
        column = 0;
      } else {
        cells.setLength(Math.max(cells.length(), column + 1));
        cells.setCharAt(column++, c);
      }
    }
    return cells.toString().stripTrailing();
  }
}
