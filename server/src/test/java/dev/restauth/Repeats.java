package dev.restauth;

import static dev.restauth.Eventually.eventually;

import dev.restauth.http.HttpCalls.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Requests that a test repeats because the first answer may be another on a busy machine. Each
 * repetition is printed, and {@code ./test} prints the number of all.
 */
public final class Repeats {
  private static final int UNAVAILABLE = 503;

  private Repeats() {}

  /** Repeats a request while the answer is 503. Returns the first other answer. */
  public static Reply whileUnavailable(Supplier<Reply> request) {
    List<Reply> replies = new ArrayList<>();
    eventually(
        "another answer than 503",
        () -> {
          if (!replies.isEmpty()) {
            print("after 503");
          }
          replies.add(request.get());
          return replies.getLast().status() != UNAVAILABLE;
        });
    return replies.getLast();
  }

  /** Prints that a request is repeated, with the reason and the test that repeats it. */
  public static void print(String reason) {
    String test =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .map(StackWalker.StackFrame::getClassName)
                        .filter(name -> name.startsWith("dev.restauth."))
                        .filter(name -> !name.startsWith(Repeats.class.getName()))
                        .filter(name -> !name.equals(Eventually.class.getName()))
                        .findFirst()
                        .orElseThrow());
    System.out.println("repeated " + reason + ": " + test); // in surefire-reports
  }
}
