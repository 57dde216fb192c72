package dev.restauth.password;

import dev.restauth.throttle.AddressAllowances;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
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
 * forty, which is more than all else that is done for whoever is refused. So only a refusal says it, only
 * its first characters count, one estimate runs at a time, and there are so many at once, then one a
 * second, for all clients together: a flood of bad passwords gets its refusals without. The dictionaries
 * are loaded for the first one and take 20 MB. Thread-safe.
 */
final class Strength {
  private static final int CHARACTERS_AT_MOST = 32;
  private static final long MILLISECONDS_AT_MOST = 20;

  private static final int AT_ONCE = 5;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final String EVERYBODY = "";

  private final Semaphore turn = new Semaphore(1);
  private final AddressAllowances allowance;
  private Optional<List<Dictionary>> loaded = Optional.empty();

  Strength(InstantSource clock) {
    this.allowance = new AddressAllowances(AT_ONCE, INTERVAL, clock);
  }

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
      if (allowance.take(EVERYBODY).isPresent()) {
        return "";
      }
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
