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
 * Checks whether a password matches a hash of any form. Runs on the calling thread.
 *
 * @param usual the cost of a new hash
 * @param decoy a hash with that cost
 */
record Verification(HashPrimitives primitives, Argon2Parameters usual, Phc decoy) {

  /**
   * The time below which a hash counts as quick on an ordinary machine: twice the time of a usual
   * hash.
   */
  private static final double QUICK_MILLIS = 40;

  /**
   * Checks the password. A usual hash follows every quick check, so that the time of a failure does
   * not reveal that the account has an old hash. The usual hash follows even if the password is
   * correct, since the log-in may still be refused.
   */
  boolean matches(PasswordSpellings password, Form form) {
    boolean matches = false;
    boolean quick = isQuick(form);
    try {
      matches = verify(password, form);
    } catch (SecretMissing lost) {
      // A hash without its secret may belong to an account, or be the decoy for a user name that
      // does not exist. In both cases, the check fails after a usual hash.
      quick = true;
    }
    if (quick) {
      argon2id(password.prepared(), decoy);
    }
    return matches;
  }

  private boolean verify(PasswordSpellings password, Form form) {
    return switch (form) {
      case Form.Own(Phc phc) -> isTag(password.prepared(), phc);
      // Other systems hash the password as the user typed it, and the user may have typed the
      // prepared form. Both forms are therefore always tried.
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
    return ConstantTime.equals(phc.tag(), argon2id(password, phc));
  }

  private byte[] argon2id(byte[] password, Phc phc) {
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

  /**
   * Returns whether the hash costs less than the current settings require, because it was computed
   * under earlier settings.
   */
  private boolean isQuick(Phc phc) {
    return phc.parameters().work() < usual.work();
  }
}
