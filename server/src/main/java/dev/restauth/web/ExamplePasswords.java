package dev.restauth.web;

import dev.restauth.crypto.RandomIds;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The passwords in the commands of the front page: such as a new account may have here, so that the commands
 * work as they are shown. They need no quotes in a shell, in JSON or in HTML.
 *
 * @param first with which the account is registered
 * @param other to which it is changed, and back
 */
record ExamplePasswords(String first, String other) {
  /** Of the account in the commands. */
  static final String USERNAME = "miguel";

  private static final List<ExamplePasswords> KNOWN =
      List.of(
          new ExamplePasswords("python", "monty"),
          new ExamplePasswords("violet-kettle-71", "nine-lanterns-04"));

  /**
   * The first that the policy accepts, or some at random if a list of the operator's has both.
   *
   * @param acceptable whether the password may be set for the user name
   */
  static ExamplePasswords of(BiPredicate<String, String> acceptable) {
    return KNOWN.stream()
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
