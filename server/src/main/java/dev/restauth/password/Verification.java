package dev.restauth.password;

import dev.restauth.crypto.ConstantTime;
import dev.restauth.password.PasswordHash.Form;
import dev.restauth.password.format.ForeignHash;
import dev.restauth.password.format.HashPrimitives;
import dev.restauth.password.format.Recipe;
import dev.restauth.password.format.SecretMissing;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Whether a password is the one of a hash, of whatever form, by the work that its form takes. Computes
 * on the calling thread.
 *
 * @param usual what a new hash costs
 * @param nobody a hash of that cost
 */
record Verification(HashPrimitives primitives, Argon2Parameters usual, Phc nobody) {

  /** A hash that takes less than the usual one, on an ordinary machine: twice what that takes there. */
  private static final double QUICK_MILLIS = 40;

  /**
   * Does the work and says what came of it. What was quick is followed by a usual hash, so that the time
   * of a failure does not tell that the account has an old hash; also where the password is right, since
   * the account may be one that must not log in.
   */
  boolean matches(PasswordSpellings password, Form form) {
    boolean matches = false;
    boolean quick = isQuick(form);
    try {
      matches = tried(password, form);
    } catch (SecretMissing lost) {
      // Such hashes are also the stand-ins of some names that nobody has: no answer may differ.
      quick = true;
    }
    if (quick) {
      computed(password.prepared(), nobody);
    }
    return matches;
  }

  private boolean tried(PasswordSpellings password, Form form) {
    return switch (form) {
      case Form.Own(Phc phc) -> isTag(password.prepared(), phc);
      // Other systems hash what was typed, and some users typed it prepared. Both are always tried.
      case Form.Foreign(ForeignHash hash) ->
          matches(password, typed -> hash.matches(hash.recipe().derive(typed, primitives)));
      case Form.Wrapped(Recipe inner, Phc outer) ->
          matches(password, typed -> matches(typed, inner, outer));
      case Form.Unusable unusable -> false;
    };
  }

  private static boolean matches(PasswordSpellings password, Predicate<byte[]> matches) {
    boolean raw = matches.test(password.raw());
    boolean prepared = password.differ() && matches.test(password.prepared());
    return raw || prepared;
  }

  private boolean matches(byte[] password, Recipe inner, Phc outer) {
    byte[] derived = inner.derive(password, primitives);
    try {
      return isTag(derived, outer);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private boolean isTag(byte[] password, Phc phc) {
    return ConstantTime.equals(phc.tag(), computed(password, phc));
  }

  private byte[] computed(byte[] password, Phc phc) {
    Argon2Parameters cost = phc.parameters();
    return primitives.argon2(
        HashPrimitives.Argon2Type.ID,
        Phc.VERSION,
        password,
        phc.salt(),
        cost.memoryKib(),
        cost.iterations(),
        cost.parallelism(),
        phc.tag().length);
  }

  private boolean isQuick(Form form) {
    return switch (form) {
      case Form.Own(Phc phc) -> isQuick(phc);
      case Form.Foreign(ForeignHash hash) -> hash.recipe().typicalMillis() < QUICK_MILLIS;
      case Form.Wrapped(Recipe inner, Phc outer) -> isQuick(outer);
      case Form.Unusable unusable -> true;
    };
  }

  /** One that was made while the settings asked for less. */
  private boolean isQuick(Phc phc) {
    return phc.parameters().work() < usual.work();
  }
}
