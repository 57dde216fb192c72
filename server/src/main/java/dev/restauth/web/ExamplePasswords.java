package dev.restauth.web;

import dev.restauth.crypto.RandomIds;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The passwords in the example commands of the front page. They are chosen so that the server's
 * password policy accepts them, and the commands work without changes. The server does not check
 * random passwords. The passwords need no quotes in a shell, in JSON or in HTML.
 *
 * @param first the password with which the account is registered
 * @param other the password that replaces the first password in the examples
 */
record ExamplePasswords(String first, String other) {
  /** The user name of the account in the commands. */
  static final String USERNAME = "miguel";

  private static final List<ExamplePasswords> FIXED =
      List.of(
          new ExamplePasswords("python", "monty"),
          new ExamplePasswords("violet-kettle-71", "nine-lanterns-04"));

  /**
   * Returns the first pair that the policy accepts; random passwords if it accepts no pair.
   *
   * @param acceptable whether the password may be set for the user name
   */
  static ExamplePasswords of(BiPredicate<String, String> acceptable) {
    return FIXED.stream()
        .filter(each -> acceptable.test(each.first, USERNAME))
        .filter(each -> acceptable.test(each.other, USERNAME))
        .findFirst()
        .orElseGet(ExamplePasswords::atRandom);
  }

  private static ExamplePasswords atRandom() {
    RandomIds random = new RandomIds();
    return new ExamplePasswords(random.next(), random.next());
  }
}
