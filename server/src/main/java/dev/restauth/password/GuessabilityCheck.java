package dev.restauth.password;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds long passwords that an attacker would try early (NIST SP 800-63B-4 section 3.1.1.2). These
 * are common passwords, names that an attacker can find out, and simple variants of both. The rule
 * and its examples are in docs/decisions/0007-password-policy.md. The check removes names and
 * repetitions. What is left must weigh at least as much as eight letters. A letter has weight one,
 * and every other character has weight one half. Some groups count only with their first character:
 * three or more equal characters, a rising or falling sequence ("4567"), and a year. Thread-safe.
 */
final class GuessabilityCheck {
  /** Minimum length of a part that is looked up. Nearly all shorter parts are common passwords. */
  static final int MIN_CORE = 4;

  /** Minimum weight of a password, in half letters. */
  private static final int MIN_WEIGHT = 16;

  /**
   * Minimum weight of the remaining text if several words together are one entry of the list
   * ("green tea"), in half letters. This minimum is lower than {@link #MIN_WEIGHT}, because the
   * words may also be part of a phrase.
   */
  private static final int MIN_WEIGHT_BESIDE_JOINED = 8;

  private static final int MIN_COUNTING = 8;
  private static final int MIN_LENGTH = PasswordPolicy.NIST_CHARACTERS;
  private static final int MAX_CORE = 40;
  private static final int CORE_STARTS = 32;
  private static final int MIN_NAME = 3;
  private static final int MIN_NAME_PART = 4;

  private final Blocklist blocklist;
  private final List<FoldedText> serviceNames;

  /** The reason why a password is guessable. */
  enum Finding {
    COMMON,
    NAME,
    REPETITION
  }

  /**
   * Creates a check with the given lists.
   *
   * @param serviceNames names of the service, in upper or lower case
   */
  GuessabilityCheck(Blocklist blocklist, List<String> serviceNames) {
    this.blocklist = blocklist;
    this.serviceNames = serviceNames.stream().map(FoldedText::of).toList();
  }

  /**
   * Returns why a password is guessable; empty if it is not.
   *
   * @param prepared the prepared password, at most 1,024 bytes
   */
  Optional<Finding> find(String prepared, String username) {
    if (blocklist.contains(prepared)) {
      return Optional.of(Finding.COMMON);
    }
    FoldedText sent = FoldedText.of(prepared);
    FoldedText whole = sent.condensed();
    FoldedText nameless = whole.without(names(username));
    FoldedText rest = nameless.withoutRepetitions();
    int[] weights = weights(rest);
    boolean isNamed = nameless.length() < whole.length();
    if (isNamed && Arrays.stream(weights).sum() < MIN_WEIGHT) {
      return Optional.of(Finding.NAME);
    }
    if (countWeighted(weights, 0, weights.length) < MIN_COUNTING) {
      return Optional.of(Finding.REPETITION);
    }
    int distinct = isNamed ? whole.withoutRepetitions().length() : rest.length();
    return core(rest, weights)
        .or(
            () ->
                isRepeated(sent.length(), distinct)
                    ? Optional.of(Finding.REPETITION)
                    : Optional.empty());
  }

  /** Returns whether the text is a repeated part that would be too short without the repetition. */
  private static boolean isRepeated(int length, int distinct) {
    return distinct < MIN_LENGTH && Repetition.isNearly(length - distinct, distinct);
  }

  private List<FoldedText> names(String username) {
    List<FoldedText> names = new ArrayList<>(serviceNames);
    names.add(FoldedText.of(username));
    for (String part : username.split("[^\\p{L}\\p{M}\\p{N}]+", -1)) {
      FoldedText folded = FoldedText.of(part);
      if (folded.length() >= MIN_NAME_PART) {
        names.add(folded);
      }
    }
    names.removeIf(name -> name.length() < MIN_NAME);
    return names;
  }

  /** Returns the weight of each character, in half letters. */
  private static int[] weights(FoldedText text) {
    int[] weights = new int[text.length()];
    for (int at = 0; at < weights.length; at++) {
      weights[at] = Character.isLetter(text.at(at)) ? 2 : 1;
    }
    for (int at = 2; at < weights.length; at++) {
      int step = step(text.at(at - 1), text.at(at));
      if (Math.abs(step) <= 1 && step == step(text.at(at - 2), text.at(at - 1))) {
        weights[at - 1] = 0;
        weights[at] = 0;
      }
    }
    for (int at = 0; at + 4 <= weights.length; at++) {
      if (isYear(text, at)) {
        Arrays.fill(weights, at + 1, at + 4, 0);
      }
    }
    return weights;
  }

  /**
   * Returns whether a year from 1900 to 2099 begins at a position, without another digit before or
   * after it.
   */
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

  /** Returns the difference between two characters. In an ascending sequence, 0 follows 9. */
  private static int step(int from, int to) {
    return switch (to - from) {
      case '0' - '9' -> to == '0' ? 1 : to - from;
      case '9' - '0' -> to == '9' ? -1 : to - from;
      default -> to - from;
    };
  }

  private static int sum(int[] weights, int from, int to) {
    return Arrays.stream(weights, from, to).sum();
  }

  /** Returns the number of characters with a weight. */
  private static int countWeighted(int[] weights, int from, int to) {
    return (int) Arrays.stream(weights, from, to).filter(value -> value > 0).count();
  }

  /**
   * Determines whether a text consists mainly of one part. The remainder is the text without this
   * part and its copies. There are three cases. The part is a common password, and the remainder
   * weighs less than the part and less than eight letters. Or the part is a common password with
   * separators ("pass-word"), and the remainder weighs less than four letters. Or the part is
   * repeated, and one copy of it and the remainder together have fewer than eight characters with a
   * weight.
   */
  private Optional<Finding> core(FoldedText text, int[] weights) {
    int before = 0;
    for (int from = 0; from < Math.min(text.length(), CORE_STARTS) && before < MIN_WEIGHT; from++) {
      int longest = Math.min(text.length(), from + MAX_CORE);
      for (int to = from + 2; to <= longest; to++) {
        Remainder rest = remainder(text, weights, from, to);
        int core = countWeighted(weights, from, to);
        if (rest.copies > 1 && rest.counting + core < MIN_COUNTING) {
          return Optional.of(Finding.REPETITION);
        }
        if (to - from >= MIN_CORE
            && rest.weight < Math.min(MIN_WEIGHT, sum(weights, from, to))
            && isListed(text.spellings(from, to))) {
          return Optional.of(Finding.COMMON);
        }
        if (rest.weight < MIN_WEIGHT_BESIDE_JOINED && isListed(text.joined(from, to))) {
          return Optional.of(Finding.COMMON);
        }
      }
      before += weights[from];
    }
    return Optional.empty();
  }

  private boolean isListed(Set<String> spellings) {
    return spellings.stream().anyMatch(blocklist::contains);
  }

  /**
   * The remainder of a text without a part and its copies. Counting stops as soon as the remainder
   * is large enough.
   */
  private record Remainder(int copies, int weight, int counting) {}

  private static Remainder remainder(FoldedText text, int[] weights, int from, int to) {
    int copies = 0;
    int weight = 0;
    int counting = 0;
    for (int at = 0; at < text.length() && weight < MIN_WEIGHT; ) {
      if (text.repeats(from, to, at)) {
        at += to - from;
        copies++;
      } else {
        counting += weights[at] > 0 ? 1 : 0;
        weight += weights[at++];
      }
    }
    return new Remainder(copies, weight, counting);
  }
}
