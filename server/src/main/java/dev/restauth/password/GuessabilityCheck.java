package dev.restauth.password;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds passwords that are long and yet among the first to be tried: common ones, the names that a
 * guesser knows, and simple variants of both (NIST SP 800-63B-4 section 3.1.1.2). The rule, written
 * down with examples in docs/decisions/0007-password-policy.md: what is known is taken out, and what
 * is said again, and what is left must be worth eight letters. A letter is worth one, every other
 * character a half; of a character repeated three times or more, of counting up or down ("4567") and of a
 * year, the first one alone is worth anything. Thread-safe.
 */
final class GuessabilityCheck {
  /** Shorter parts are not looked up: nearly every one of them is some common password. */
  static final int CORE_AT_LEAST = 4;

  /** In half letters. */
  private static final int ENOUGH = 16;

  /** Less is asked for beside words that are listed as one ("green tea"): they are words of a phrase, too. */
  private static final int ENOUGH_BESIDE_JOINED = 8;

  private static final int DIFFERENT_AT_LEAST = 8;
  private static final int ONCE_AT_LEAST = PasswordPolicy.NIST_CHARACTERS;
  private static final int CORE_AT_MOST = 40;
  private static final int CORE_STARTS = 32;
  private static final int NAME_AT_LEAST = 3;
  private static final int PART_AT_LEAST = 4;

  private final Blocklist blocklist;
  private final List<FoldedText> serviceNames;

  /** What was found. */
  enum Finding {
    COMMON,
    NAME,
    REPETITION
  }

  /**
   * Finds by these.
   *
   * @param serviceNames taken as they are, in any case
   */
  GuessabilityCheck(Blocklist blocklist, List<String> serviceNames) {
    this.blocklist = blocklist;
    this.serviceNames = serviceNames.stream().map(FoldedText::of).toList();
  }

  /**
   * Judges.
   *
   * @param prepared the password, at most 1,024 bytes
   */
  Optional<Finding> find(String prepared, String username) {
    if (blocklist.contains(prepared)) {
      return Optional.of(Finding.COMMON);
    }
    FoldedText sent = FoldedText.of(prepared);
    FoldedText whole = sent.condensed();
    FoldedText nameless = whole.without(names(username));
    FoldedText rest = nameless.once();
    int[] worth = worth(rest);
    boolean isNamed = nameless.length() < whole.length();
    if (isNamed && Arrays.stream(worth).sum() < ENOUGH) {
      return Optional.of(Finding.NAME);
    }
    if (different(worth, 0, worth.length) < DIFFERENT_AT_LEAST) {
      return Optional.of(Finding.REPETITION);
    }
    int once = isNamed ? whole.once().length() : rest.length();
    return core(rest, worth)
        .or(
            () ->
                isRepeated(sent.length(), once)
                    ? Optional.of(Finding.REPETITION)
                    : Optional.empty());
  }

  /** Whether it is one part that is said again, and would be too short if it was not. */
  private static boolean isRepeated(int length, int once) {
    return once < ONCE_AT_LEAST && Repetition.isNearly(length - once, once);
  }

  private List<FoldedText> names(String username) {
    List<FoldedText> names = new ArrayList<>(serviceNames);
    names.add(FoldedText.of(username));
    for (String part : username.split("[^\\p{L}\\p{M}\\p{N}]+", -1)) {
      FoldedText folded = FoldedText.of(part);
      if (folded.length() >= PART_AT_LEAST) {
        names.add(folded);
      }
    }
    names.removeIf(name -> name.length() < NAME_AT_LEAST);
    return names;
  }

  /** In half letters, by position. */
  private static int[] worth(FoldedText text) {
    int[] worth = new int[text.length()];
    for (int at = 0; at < worth.length; at++) {
      worth[at] = Character.isLetter(text.at(at)) ? 2 : 1;
    }
    for (int at = 2; at < worth.length; at++) {
      int step = step(text.at(at - 1), text.at(at));
      if (Math.abs(step) <= 1 && step == step(text.at(at - 2), text.at(at - 1))) {
        worth[at - 1] = 0;
        worth[at] = 0;
      }
    }
    for (int at = 0; at + 4 <= worth.length; at++) {
      if (isYear(text, at)) {
        Arrays.fill(worth, at + 1, at + 4, 0);
      }
    }
    return worth;
  }

  /** From 1900 to 2099, with no further digit beside it. */
  private static boolean isYear(FoldedText text, int at) {
    if (isDigit(text, at - 1) || isDigit(text, at + 4)) {
      return false;
    }
    for (int next = at; next < at + 4; next++) {
      if (!isDigit(text, next)) {
        return false;
      }
    }
    int century = (text.at(at) - '0') * 10 + text.at(at + 1) - '0';
    return century == 19 || century == 20;
  }

  private static boolean isDigit(FoldedText text, int at) {
    return at >= 0 && at < text.length() && text.at(at) >= '0' && text.at(at) <= '9';
  }

  /** After 9 comes 0. */
  private static int step(int from, int to) {
    return switch (to - from) {
      case '0' - '9' -> to == '0' ? 1 : to - from;
      case '9' - '0' -> to == '9' ? -1 : to - from;
      default -> to - from;
    };
  }

  private static int sum(int[] worth, int from, int to) {
    return Arrays.stream(worth, from, to).sum();
  }

  /** How many characters are worth anything. */
  private static int different(int[] worth, int from, int to) {
    return (int) Arrays.stream(worth, from, to).filter(value -> value > 0).count();
  }

  /**
   * Whether the text is essentially one part of it: a common password beside which, and beside further
   * copies of which, less is left than eight letters and than the part itself; one that is cut up
   * ("pass-word"), beside which less than four letters are left; or any part that repeats, with fewer
   * than eight characters in it and beside it.
   */
  private Optional<Finding> core(FoldedText text, int[] worth) {
    int before = 0;
    for (int from = 0; from < Math.min(text.length(), CORE_STARTS) && before < ENOUGH; from++) {
      int longest = Math.min(text.length(), from + CORE_AT_MOST);
      for (int to = from + 2; to <= longest; to++) {
        Left left = left(text, worth, from, to);
        int core = different(worth, from, to);
        if (left.copies > 1 && left.different + core < DIFFERENT_AT_LEAST) {
          return Optional.of(Finding.REPETITION);
        }
        if (to - from >= CORE_AT_LEAST
            && left.worth < Math.min(ENOUGH, sum(worth, from, to))
            && isListed(text.spellings(from, to))) {
          return Optional.of(Finding.COMMON);
        }
        if (left.worth < ENOUGH_BESIDE_JOINED && isListed(text.joined(from, to))) {
          return Optional.of(Finding.COMMON);
        }
      }
      before += worth[from];
    }
    return Optional.empty();
  }

  private boolean isListed(Set<String> spellings) {
    return spellings.stream().anyMatch(blocklist::contains);
  }

  /** What is left without a part and its copies; not counted on where it is enough anyway. */
  private record Left(int copies, int worth, int different) {}

  private static Left left(FoldedText text, int[] worth, int from, int to) {
    int copies = 0;
    int left = 0;
    int different = 0;
    for (int at = 0; at < text.length() && left < ENOUGH; ) {
      if (text.repeats(from, to, at)) {
        at += to - from;
        copies++;
      } else {
        different += worth[at] > 0 ? 1 : 0;
        left += worth[at++];
      }
    }
    return new Left(copies, left, different);
  }
}
