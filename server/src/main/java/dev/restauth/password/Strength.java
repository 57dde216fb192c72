package dev.restauth.password;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import me.gosimple.nbvcxz.Nbvcxz;
import me.gosimple.nbvcxz.resources.Configuration;
import me.gosimple.nbvcxz.resources.ConfigurationBuilder;
import me.gosimple.nbvcxz.resources.Dictionary;
import me.gosimple.nbvcxz.resources.DictionaryBuilder;

/**
 * Estimates how many guesses a password withstands, by nbvcxz. That costs some milliseconds, at worst
 * {@value #MILLISECONDS_AT_MOST} and more, so only a refusal says it, only its first characters
 * count, and while one estimate runs there is no other: a flood of bad passwords gets its refusals
 * without. The dictionaries are loaded for the first one and take 20 MB. Thread-safe.
 */
final class Strength {
  private static final int CHARACTERS_AT_MOST = 32;
  private static final long MILLISECONDS_AT_MOST = 20;

  private final Semaphore turn = new Semaphore(1);
  private Optional<List<Dictionary>> loaded = Optional.empty();

  /**
   * A sentence, with a blank before it; empty where there is no time for an estimate.
   *
   * @param known what a guesser knows of whoever chose it
   */
  String sentence(String password, List<String> known) {
    if (!turn.tryAcquire()) {
      return "";
    }
    try {
      BigDecimal guesses =
          new Nbvcxz(configuration(known)).estimate(beginning(password)).getGuesses();
      return " An attacker would need about " + inWords(guesses) + " to find it.";
    } finally {
      turn.release();
    }
  }

  private static String beginning(String password) {
    return password.codePointCount(0, password.length()) <= CHARACTERS_AT_MOST
        ? password
        : password.substring(0, password.offsetByCodePoints(0, CHARACTERS_AT_MOST));
  }

  /** Only whoever has the turn calls it. */
  private Configuration configuration(List<String> known) {
    List<Dictionary> dictionaries =
        new ArrayList<>(loaded.orElseGet(ConfigurationBuilder::getDefaultDictionaries));
    loaded = Optional.of(List.copyOf(dictionaries));
    DictionaryBuilder names =
        new DictionaryBuilder().setDictionaryName("names").setExclusion(false);
    known.stream()
        .filter(name -> !name.isBlank())
        .forEach(name -> names.addWord(name.toLowerCase(Locale.ROOT), 1));
    dictionaries.add(names.createDictionary());
    return new ConfigurationBuilder()
        .setDictionaries(dictionaries)
        .setLocale(Locale.ENGLISH)
        .setMaxLength(CHARACTERS_AT_MOST)
        .setCombinationAlgorithmTimeout(MILLISECONDS_AT_MOST)
        .createConfiguration();
  }

  /** Not exact: an estimate with all its digits would look like more than it is. */
  static String inWords(BigDecimal guesses) {
    int digits = guesses.precision() - guesses.scale();
    if (digits > 15) {
      return "10^" + (digits - 1) + " guesses";
    }
    long count = Math.max(1, guesses.longValue());
    String[] units = {"", " thousand", " million", " billion", " trillion"};
    int unit = 0;
    for (; count >= 1000; count /= 1000) {
      unit++;
    }
    return count + units[unit] + (count == 1 && unit == 0 ? " guess" : " guesses");
  }
}
