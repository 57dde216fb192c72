package dev.restauth.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text of a throwable on one line. The text contains the class, the message, the topmost stack
 * frame, and stack frames of our own code. The same parts of each cause follow.
 *
 * @param frames the maximum number of stack frames of our own code, in addition to the topmost
 *     frame, for each throwable. If there are no such frames, the text contains this number of
 *     topmost frames instead
 */
record ErrorText(int frames) {
  private static final int MOST_CAUSES = 6;

  String of(Throwable thrown) {
    StringBuilder text = new StringBuilder(256);
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    @Nullable Throwable next = thrown;
    while (next != null && seen.add(next) && seen.size() <= MOST_CAUSES) {
      text.append(seen.size() == 1 ? "" : "; caused by ").append(next.getClass().getName());
      Optional.ofNullable(next.getMessage())
          .ifPresent(message -> text.append(": ").append(OneLine.escape(message)));
      List<String> where = where(next.getStackTrace());
      text.append(where.isEmpty() ? "" : " at ").append(String.join(", ", where));
      next = next.getCause();
    }
    return text.toString();
  }

  private List<String> where(StackTraceElement[] stack) {
    List<String> named = new ArrayList<>();
    for (int i = 0; i < stack.length; i++) {
      boolean ours = stack[i].getClassName().startsWith("dev.restauth.");
      if (i == 0 || ours) {
        named.add(name(stack[i]));
      }
      if (named.size() > frames) {
        break;
      }
    }
    if (named.size() <= 1) {
      named.clear();
      for (int i = 0; i < Math.min(frames, stack.length); i++) {
        named.add(name(stack[i]));
      }
    }
    return named;
  }

  private static String name(StackTraceElement frame) {
    String file = Optional.ofNullable(frame.getFileName()).orElse("?");
    String line = frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "";
    return frame.getClassName() + "." + frame.getMethodName() + "(" + file + line + ")";
  }
}
