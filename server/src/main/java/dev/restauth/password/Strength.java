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
 * Estimates with nbvcxz how many guesses an attacker needs to find a password. An estimate takes
 * some milliseconds, at worst forty. This is more than everything else in a refused request, so
 * estimates are limited:
 *
 * <ul>
 *   <li>They are made only for refusals and for the password meter of pages.
 *   <li>They use only the first characters of the password.
 *   <li>Only one estimate runs at a time.
 *   <li>For refusals, all clients together get a burst of {@value #BURST} estimates, then one per
 *       second.
 * </ul>
 *
 * <p>In a flood of bad passwords, most refusals therefore have no estimate. The dictionaries are
 * loaded with the first estimate and need 20 MB. Thread-safe.
 */
final class Strength {
  private static final int MAX_CHARACTERS = 32;
  private static final long MAX_MILLISECONDS = 20;

  private static final int BURST = 5;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final String ALL_CLIENTS = "";

  private final Semaphore permit = new Semaphore(1);
  private final AddressAllowances allowance;
  private Optional<List<Dictionary>> loaded = Optional.empty();

  Strength(InstantSource clock) {
    this.allowance = new AddressAllowances(BURST, INTERVAL, clock);
  }

  /**
   * Returns a sentence with a leading space; empty if no estimate is available now.
   *
   * @param knownNames names of the user and of the service, which an attacker can find out
   */
  String sentence(String password, List<String> knownNames) {
    return guesses(password, knownNames, allowance)
        .map(guesses -> " An attacker would need about " + inWords(guesses) + " to find it.")
        .orElse("");
  }

  /**
   * Estimates how many guesses an attacker needs; empty if no estimate is available now.
   *
   * @param allowance limits the number of estimates for all clients together
   */
  Optional<BigDecimal> guesses(
      String password, List<String> knownNames, AddressAllowances allowance) {
    if (!permit.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return allowance.take(ALL_CLIENTS).isPresent()
          ? Optional.empty()
          : Optional.of(
              new Nbvcxz(configuration(knownNames)).estimate(beginning(password)).getGuesses());
    } finally {
      permit.release();
    }
  }

  private static String beginning(String password) {
    return password.codePointCount(0, password.length()) <= MAX_CHARACTERS
        ? password
        : password.substring(0, password.offsetByCodePoints(0, MAX_CHARACTERS));
  }

  /**
   * Returns the configuration for an estimate. Only the thread that has acquired the permit may
   * call this method.
   */
  private Configuration configuration(List<String> knownNames) {
    List<Dictionary> dictionaries =
        new ArrayList<>(loaded.orElseGet(ConfigurationBuilder::getDefaultDictionaries));
    loaded = Optional.of(List.copyOf(dictionaries));
    DictionaryBuilder names =
        new DictionaryBuilder().setDictionaryName("names").setExclusion(false);
    knownNames.stream()
        .filter(name -> !name.isBlank())
        .forEach(name -> names.addWord(name.toLowerCase(Locale.ROOT), 1));
    dictionaries.add(names.createDictionary());
    return new ConfigurationBuilder()
        .setDictionaries(dictionaries)
        .setLocale(Locale.ENGLISH)
        .setMaxLength(MAX_CHARACTERS)
        .setCombinationAlgorithmTimeout(MAX_MILLISECONDS)
        .createConfiguration();
  }

  /** Returns the number of digits before the decimal point. */
  static int digits(BigDecimal guesses) {
    return guesses.precision() - guesses.scale();
  }

  /**
   * Returns a rounded number of guesses, since all digits would make the estimate look too exact.
   */
  static String inWords(BigDecimal guesses) {
    int digits = digits(guesses);
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
