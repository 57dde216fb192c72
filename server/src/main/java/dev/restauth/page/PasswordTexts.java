package dev.restauth.page;

import dev.restauth.password.PasswordMeter.Measure;
import dev.restauth.password.PasswordPolicy;
import java.util.Locale;
import java.util.Optional;

/** Texts about new passwords, for pages. */
public final class PasswordTexts {
  /** The least number of decimal digits in the number of guesses, for the scores 2, 3 and 4. */
  private static final int[] SCORES = {9, 12, 15};

  private static final int MOST_DIGITS = 15;

  /** A narrow space, which separates groups of digits in all languages (ISO 80000-1). */
  private static final String GROUP = "\u202f";

  private PasswordTexts() {}

  /** Returns the reason why a password must not be used. */
  public static Message refusal(PasswordPolicy.Fault fault) {
    return Message.of("page.password." + fault.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** Returns the reason why a password must not be used; empty if it is allowed. */
  public static Optional<Message> refusal(PasswordPolicy policy, String raw, String username) {
    return policy.fault(raw, username).map(PasswordTexts::refusal);
  }

  /**
   * Returns the score of a measure, from 1 (weak) to 4 (best); 0 if the strength was not estimated.
   */
  static int score(Measure measure) {
    if (measure.fault().isPresent()) {
      return 1;
    }
    if (measure.digits().isEmpty()) {
      return 0;
    }
    int score = 1;
    for (int least : SCORES) {
      score += measure.digits().getAsInt() >= least ? 1 : 0;
    }
    return score;
  }

  /** Returns a sentence that describes a measure. */
  static String sentence(Measure measure, Texts text) {
    String guesses = measure.digits().isEmpty() ? "" : guesses(measure.digits().getAsInt(), text);
    if (measure.fault().isPresent()) {
      return (text.text(refusal(measure.fault().get())) + " " + guesses).strip();
    }
    return guesses.isEmpty()
        ? text.text("page.strength.none")
        : text.text("page.strength.score-" + score(measure)) + " " + guesses;
  }

  /**
   * Returns a sentence with the number of guesses, rounded down to a power of ten. With all its
   * digits, the estimate would look more exact than it is.
   */
  private static String guesses(int digits, Texts text) {
    if (digits > MOST_DIGITS) {
      return text.text("page.strength.beyond");
    }
    StringBuilder number = new StringBuilder("1");
    for (int left = digits - 1; left > 0; left--) {
      number.append(left % 3 == 0 ? GROUP + "0" : "0");
    }
    return text.text(Message.of("page.strength.guesses", number.toString()));
  }
}
