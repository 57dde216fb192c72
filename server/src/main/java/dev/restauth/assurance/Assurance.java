package dev.restauth.assurance;

import java.util.List;

/**
 * The judge of authentications. Every way to log in ends here, be it HTTP Basic, a mailed code or a passkey, so none
 * can forget a factor.
 */
public final class Assurance {
  private Assurance() {}

  /** A judgement on proofs. */
  public sealed interface Judgement {
    /** They suffice. */
    record Enough(Authentication authentication) implements Judgement {}

    /** They are correct, but the account must have a second factor and has none: its user can only enrol one. */
    record Due(HalfAuthentication half) implements Judgement {}

    /** They are correct, but the account has a second factor, which was not presented. */
    record Missing(HalfAuthentication half) implements Judgement {}
  }

  /**
   * Judges whether proofs suffice to log in.
   *
   * @param generation the generation of the account at the time of the proofs
   * @param factor the second factor of the account
   * @param proofs at least one, all of them correct, in the order in which they were presented
   * @throws IllegalArgumentException if there is only a code that is a second factor: no caller may let it get this far
   */
  public static Judgement judge(
      long accountId, long generation, SecondFactor factor, List<Proof> proofs) {
    AuthenticationMethods methods = AuthenticationMethods.of(proofs);
    if (methods.all().stream().allMatch(each -> each.part() == ProofMethod.Part.SECOND)) {
      throw new IllegalArgumentException("a second factor without a first one: " + methods.text());
    }
    if (factor == SecondFactor.DUE) {
      return new Judgement.Due(new HalfAuthentication(accountId, generation, proofs));
    }
    return factor == SecondFactor.ENROLLED && !methods.acr().satisfies(Acr.TWO)
        ? new Judgement.Missing(new HalfAuthentication(accountId, generation, proofs))
        : new Judgement.Enough(new Authentication(accountId, generation, proofs));
  }
}
