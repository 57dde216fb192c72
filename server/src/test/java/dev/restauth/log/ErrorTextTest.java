package dev.restauth.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorTextTest {
  private final ErrorText errors = new ErrorText(2);

  @Test
  void namesTheTopFrameAndTheFramesOfOurCode() {
    Throwable thrown =
        thrown(
            "boom", frame("java.util.List", 5), frame("java.util.X", 6), ours(1), ours(2), ours(3));
    assertThat(errors.of(thrown))
        .isEqualTo(
            "java.lang.IllegalStateException: boom at java.util.List.run(A.java:5), dev.restauth.A.run(A.java:1),"
                + " dev.restauth.A.run(A.java:2)");
  }

  @Test
  void namesTheTopFramesIfNoneIsOurs() {
    assertThat(errors.of(thrown("boom", frame("a.B", 1), frame("a.C", 2), frame("a.D", 3))))
        .endsWith(": boom at a.B.run(A.java:1), a.C.run(A.java:2)");
  }

  @Test
  void namesCausesAndToleratesMissingMessageStackAndLine() {
    Throwable cause = new IllegalArgumentException();
    cause.setStackTrace(new StackTraceElement[] {new StackTraceElement("a.B", "run", null, -2)});
    Throwable thrown = thrown("boom");
    thrown.initCause(cause);
    assertThat(errors.of(thrown))
        .isEqualTo(
            "java.lang.IllegalStateException: boom; caused by java.lang.IllegalArgumentException at a.B.run(?)");
  }

  @Test
  void stopsAtACycleOfCauses() {
    Throwable first = thrown("1");
    Throwable second = thrown("2");
    first.initCause(second);
    second.initCause(first);
    assertThat(errors.of(first))
        .isEqualTo(
            "java.lang.IllegalStateException: 1; caused by java.lang.IllegalStateException: 2");
  }

  private static Throwable thrown(String message, StackTraceElement... stack) {
    Throwable thrown = new IllegalStateException(message);
    thrown.setStackTrace(stack);
    return thrown;
  }

  private static StackTraceElement ours(int line) {
    return frame("dev.restauth.A", line);
  }

  private static StackTraceElement frame(String type, int line) {
    return new StackTraceElement(type, "run", "A.java", line);
  }
}
